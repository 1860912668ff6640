namespace Dhafnck.McpAuth.EfCore;

/// <summary>An event that a process has claimed.</summary>
// Not sealed: an application may have EF Core make proxies for all the entities of its context.
internal class TokenEventRow
{
    public required string TokenId { get; init; }

    public required string Kind { get; init; }

    /// <summary>Which one of its kind, in seconds since 1970.</summary>
    public required long Period { get; init; }
}
