namespace Dhafnck.McpAuth.Usage;

/// <summary>What a store knows of a token's use lately, by every process.</summary>
/// <param name="TokenId">The token's identifier.</param>
/// <param name="Minutes">Its requests by minute.</param>
/// <param name="Addresses">The last five addresses that it was used from, the latest first.</param>
public sealed record RecentUse(string TokenId, IReadOnlyList<UsageCount> Minutes, IReadOnlyList<AddressUse> Addresses);
