namespace Dhafnck.McpAuth.Usage;

/// <summary>An address that a token was used from.</summary>
/// <param name="Address">The IPv4 or IPv6 address in its usual notation.</param>
/// <param name="LastUsedAt">The time of the last use from the address, UTC, in whole seconds.</param>
public sealed record AddressUse(string Address, DateTimeOffset LastUsedAt);
