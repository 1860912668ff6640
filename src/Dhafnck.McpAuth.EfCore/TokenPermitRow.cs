namespace Dhafnck.McpAuth.EfCore;

/// <summary>The table row of the permits of a token, which processes borrow.</summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class TokenPermitRow
{
    /// <summary>The token's identifier, or the SHA-256 of one that no column can hold.</summary>
    public required string TokenId { get; init; }

    /// <summary>The ledger, as JSON.</summary>
    public required string Ledger { get; init; }

    /// <summary>The time from which on the ledger is empty, in Unix time (seconds).</summary>
    public required long EndsAt { get; init; }
}
