namespace Dhafnck.McpAuth.Tokens;

/// <summary>The records that a store has added or changed.</summary>
/// <param name="Counter">
/// The store's current change counter, to pass to the next call. A value lower than the previous one means that the store was
/// restored to an earlier state, and that no cached record is valid anymore.
/// </param>
/// <param name="TokenIds">The identifiers of the records added or changed, without duplicates.</param>
public sealed record ChangedTokens(long Counter, IReadOnlyList<string> TokenIds);
