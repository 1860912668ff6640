namespace Dhafnck.McpAuth.Usage;

/// <summary>The recent usage of a token by all processes.</summary>
/// <param name="TokenId">The token's identifier.</param>
/// <param name="Minutes">The token's requests by minute.</param>
/// <param name="Addresses">The last five addresses that the token was used from, latest first.</param>
public sealed record RecentUse(string TokenId, IReadOnlyList<UsageCount> Minutes, IReadOnlyList<AddressUse> Addresses);
