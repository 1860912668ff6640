using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>The table row of an address that a token was used from.</summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class UsageAddressRow
{
    public required string TokenId { get; init; }

    public required string Address { get; init; }

    /// <summary>The time of the last use, in Unix time (seconds).</summary>
    public required long LastUsedAt { get; init; }

    public AddressUse ToAddressUse() => new() { Address = Address, LastUsedAt = DateTimeOffset.FromUnixTimeSeconds(LastUsedAt) };
}
