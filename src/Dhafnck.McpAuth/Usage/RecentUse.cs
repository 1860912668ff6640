namespace Dhafnck.McpAuth.Usage;

/// <summary>The recent usage of a token by all processes.</summary>
public sealed record RecentUse
{
    /// <summary>The token's identifier.</summary>
    public required string TokenId { get; init; }

    /// <summary>The token's requests by minute.</summary>
    public required IReadOnlyList<UsageCount> Minutes { get; init; }

    /// <summary>The last five addresses that the token was used from, latest first.</summary>
    public required IReadOnlyList<AddressUse> Addresses { get; init; }
}
