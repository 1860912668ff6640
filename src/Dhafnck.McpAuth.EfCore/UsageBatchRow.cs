namespace Dhafnck.McpAuth.EfCore;

/// <summary>The last batch of a writer: one of its number, or of a lower one, is in the counts.</summary>
internal sealed class UsageBatchRow
{
    public required string Writer { get; init; }

    public required long Number { get; init; }

    /// <summary>When it was written, in seconds since 1970.</summary>
    public required long WrittenAt { get; init; }
}
