namespace Dhafnck.McpAuth.EfCore;

/// <summary>A row for an event that a process has claimed.</summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class TokenEventRow
{
    public required string TokenId { get; init; }

    public required string Kind { get; init; }

    /// <summary>The start of the event's period, in Unix time (seconds).</summary>
    public required long Period { get; init; }
}
