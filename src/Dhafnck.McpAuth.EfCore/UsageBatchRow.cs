namespace Dhafnck.McpAuth.EfCore;

/// <summary>The last batch of a writer: one of its number, or of a lower one, is in the counts.</summary>
// Not sealed: an application may have EF Core make proxies for all the entities of its context.
internal class UsageBatchRow
{
    public required string Writer { get; init; }

    public required long Number { get; init; }

    /// <summary>When it was written, in seconds since 1970.</summary>
    public required long WrittenAt { get; init; }
}
