using System.ComponentModel;
using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>The JSON response that describes a token's usage to its owner.</summary>
internal sealed record UsageResponse
{
    [JsonPropertyName("token_id"), Description("The identifier of the token.")]
    public required string TokenId { get; init; }

    [JsonPropertyName("total_requests"), Description("The requests since the token was created, without those over its limit.")]
    public required long TotalRequests { get; init; }

    [JsonPropertyName("last_used_at"), Description("The time of the token's last request.")]
    public required DateTimeOffset? LastUsedAt { get; init; }

    [JsonPropertyName("requests_last_24_hours"), Description("The requests of the current hour and the 23 hours before it.")]
    public required long RequestsLast24Hours { get; init; }

    [JsonPropertyName("rate_limit"), Description("The rate limit, and the remaining requests.")]
    public required LimitState RateLimit { get; init; }

    [JsonPropertyName("recent_addresses"), Description("The last five addresses that the token was used from, latest first.")]
    public required IReadOnlyList<RecentAddress> RecentAddresses { get; init; }

    [JsonPropertyName("interval"), Description("The length of one bucket: hour or day.")]
    public required string Interval { get; init; }

    [JsonPropertyName("from"), Description("The start of the first bucket.")]
    public required DateTimeOffset From { get; init; }

    [JsonPropertyName("to"), Description("The end of the last bucket.")]
    public required DateTimeOffset To { get; init; }

    [JsonPropertyName("requests"), Description("The requests in all buckets, without those over the limit.")]
    public required long Requests { get; init; }

    [JsonPropertyName("outcomes"), Description("The requests in all buckets by outcome: succeeded, forbidden, limited, failed.")]
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    [JsonPropertyName("tools"), Description("The calls in all buckets, by tool and outcome.")]
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Tools { get; init; }

    [JsonPropertyName("buckets"), Description("Each hour or day of the range in UTC, including empty ones.")]
    public required IReadOnlyList<Bucket> Buckets { get; init; }

    /// <summary>Returns the number of requests in the counts, without those over the rate limit.</summary>
    public static long CountRequests(IEnumerable<UsageCount> counts) =>
        counts.Where(count => count.Tool is null && count.Outcome != UsageOutcome.Limited).Sum(count => count.Count);

    public static IReadOnlyDictionary<string, long> OutcomesOf(IEnumerable<UsageCount> counts, string? tool = null) =>
        counts.Where(count => count.Tool == tool)
            .GroupBy(count => count.Outcome)
            .OrderBy(group => group.Key)
            .ToDictionary(group => JsonName.Of(group.Key), group => group.Sum(count => count.Count));

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> ToolsOf(IReadOnlyCollection<UsageCount> counts) =>
        counts.Select(count => count.Tool).OfType<string>().Distinct().Order(StringComparer.Ordinal)
            .ToDictionary(tool => tool, tool => OutcomesOf(counts, tool));

    /// <summary>The rate limit, the remaining requests, and, when none remain, the time when a request is accepted again.</summary>
    internal sealed record LimitState(
        [property: JsonPropertyName("limit")] int Limit,
        [property: JsonPropertyName("used")] int Used,
        [property: JsonPropertyName("remaining")] int Remaining,
        [property: JsonPropertyName("window_seconds")] int WindowSeconds,
        [property: JsonPropertyName("available_at")] DateTimeOffset? AvailableAt);

    /// <summary>An address, and the time when the token was last used from it.</summary>
    internal sealed record RecentAddress(
        [property: JsonPropertyName("address")] string Address,
        [property: JsonPropertyName("last_used_at")] DateTimeOffset LastUsedAt);

    /// <summary>The counts of one hour or day.</summary>
    internal sealed record Bucket(
        [property: JsonPropertyName("start")] DateTimeOffset Start,
        [property: JsonPropertyName("requests")] long Requests,
        [property: JsonPropertyName("outcomes")] IReadOnlyDictionary<string, long> Outcomes,
        [property: JsonPropertyName("tools")] IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Tools);
}
