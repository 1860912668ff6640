namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>The usage of a token, and what remains of its rate limit.</summary>
internal sealed record TokenUsage
{
    /// <summary>The counts of the requested time.</summary>
    public required IReadOnlyList<UsageCount> Counts { get; init; }

    /// <summary>The counts of the current hour and the 23 hours before it, by hour.</summary>
    public required IReadOnlyList<UsageCount> LastDay { get; init; }

    /// <summary>The number of requests of the limit that are used up.</summary>
    public required int Used { get; init; }

    /// <summary>The number of requests that the limit allows now.</summary>
    public required int Remaining { get; init; }

    /// <summary>When the limit allows a request again; <see langword="null"/> if it does now, or if the limiter does not report it.</summary>
    public required DateTimeOffset? AvailableAt { get; init; }

    /// <summary>The last addresses, latest first.</summary>
    public required IReadOnlyList<AddressUse> Addresses { get; init; }
}
