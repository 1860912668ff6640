namespace Dhafnck.McpAuth.EfCore;

/// <summary>The table row of a writer's last batch. The counts include this batch and all earlier ones.</summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class UsageBatchRow
{
    public required string Writer { get; init; }

    public required long Number { get; init; }

    /// <summary>The time when the batch was written, in Unix time (seconds).</summary>
    public required long WrittenAt { get; init; }
}
