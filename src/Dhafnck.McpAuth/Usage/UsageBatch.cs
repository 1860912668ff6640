namespace Dhafnck.McpAuth.Usage;

/// <summary>Uses to be added to a store, once, however often they are sent.</summary>
/// <param name="Writer">Who sends it: another value for each process and each of its starts.</param>
/// <param name="Number">Which batch of the writer it is: 1 for the first, one more for each next.</param>
/// <param name="Uses">At most one entry for each token.</param>
public sealed record UsageBatch(Guid Writer, long Number, IReadOnlyList<TokenUse> Uses);
