namespace Dhafnck.McpAuth.Usage;

/// <summary>An address that a token was used from.</summary>
/// <param name="Address">The address, IPv4 or IPv6 in its usual spelling.</param>
/// <param name="LastUsedAt">When it was last used from there, UTC, in whole seconds.</param>
public sealed record AddressUse(string Address, DateTimeOffset LastUsedAt);
