namespace Dhafnck.McpAuth.Tokens;

/// <summary>Which records a store has added or changed.</summary>
/// <param name="Counter">
/// The store's change counter now: what to ask from next time. One lower than the last means that the store
/// was put back, and nothing known of its records holds any more.
/// </param>
/// <param name="TokenIds">The identifiers of the records added or changed, each once.</param>
public sealed record TokenChanges(long Counter, IReadOnlyList<string> TokenIds);
