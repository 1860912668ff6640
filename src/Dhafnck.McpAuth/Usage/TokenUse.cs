namespace Dhafnck.McpAuth.Usage;

/// <summary>The usage of one token since the last write.</summary>
public sealed record TokenUse
{
    /// <summary>The token's identifier.</summary>
    public required string TokenId { get; init; }

    /// <summary>The number of requests within the token's rate limit.</summary>
    /// <value>Zero or more.</value>
    public required long Requests { get; init; }

    /// <summary>The time of the last of these requests, UTC, in whole seconds.</summary>
    /// <value><see langword="null"/> when there was no request.</value>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>These requests by minute, for the rate limit.</summary>
    /// <value>At most one entry per minute. The default is empty.</value>
    public IReadOnlyList<UsageCount> Minutes { get; init; } = [];

    /// <summary>Requests and tool calls by hour. The counts of days are computed from them.</summary>
    /// <value>At most one entry per hour, tool and outcome. The default is empty.</value>
    public IReadOnlyList<UsageCount> Hours { get; init; } = [];

    /// <summary>The addresses that the requests came from.</summary>
    /// <value>At most one entry per address. The default is empty.</value>
    public IReadOnlyList<AddressUse> Addresses { get; init; } = [];
}
