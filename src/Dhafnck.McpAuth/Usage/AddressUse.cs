namespace Dhafnck.McpAuth.Usage;

/// <summary>An address that a token was used from.</summary>
public sealed record AddressUse
{
    /// <summary>The IPv4 or IPv6 address in its usual notation.</summary>
    public required string Address { get; init; }

    /// <summary>The time of the last use from the address, UTC, in whole seconds.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }
}
