namespace Dhafnck.McpAuth.Tokens;

/// <summary>The records that a store has added or changed.</summary>
public sealed record ChangedTokens
{
    /// <summary>
    /// The store's current change counter, to pass to the next call. A value lower than the previous one means that the store was
    /// restored to an earlier state, and that no cached record is valid anymore.
    /// </summary>
    public required long Counter { get; init; }

    /// <summary>The identifiers of the records added or changed, without duplicates.</summary>
    public required IReadOnlyList<string> TokenIds { get; init; }
}
