namespace Dhafnck.McpAuth.Usage;

/// <summary>What one token did since it was last written down.</summary>
public sealed record TokenUse
{
    /// <summary>The token's identifier.</summary>
    public required string TokenId { get; init; }

    /// <summary>How many requests it made that were within its limit.</summary>
    /// <value>Zero or more.</value>
    public required long Requests { get; init; }

    /// <summary>When it made the last of them, UTC, in whole seconds.</summary>
    /// <value><see langword="null"/> when there was none.</value>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Those requests by minute, for the limit.</summary>
    /// <value>At most one for each minute. The default is empty.</value>
    public IReadOnlyList<UsageCount> Minutes { get; init; } = [];

    /// <summary>Requests and calls of tools by hour; the days are added up from them.</summary>
    /// <value>At most one for each hour, tool and outcome. The default is empty.</value>
    public IReadOnlyList<UsageCount> Hours { get; init; } = [];

    /// <summary>Where the requests came from.</summary>
    /// <value>Each address once. The default is empty.</value>
    public IReadOnlyList<AddressUse> Addresses { get; init; } = [];
}
