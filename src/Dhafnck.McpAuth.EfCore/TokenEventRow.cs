namespace Dhafnck.McpAuth.EfCore;

/// <summary>An event that a process has claimed.</summary>
internal sealed class TokenEventRow
{
    public required string TokenId { get; init; }

    public required string Kind { get; init; }

    /// <summary>Which one of its kind, in seconds since 1970.</summary>
    public required long Period { get; init; }
}
