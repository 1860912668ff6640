namespace Dhafnck.McpAuth.Usage;

/// <summary>A batch of usage to add to a store. It is added once, even when it is sent repeatedly.</summary>
public sealed record UsageBatch
{
    /// <summary>The identifier of the writer, which is different for each process and each start.</summary>
    public required Guid Writer { get; init; }

    /// <summary>The number of the batch: 1 for the writer's first, incremented for each next one.</summary>
    public required long Number { get; init; }

    /// <summary>The usage, with at most one entry per token.</summary>
    public required IReadOnlyList<TokenUse> Uses { get; init; }
}
