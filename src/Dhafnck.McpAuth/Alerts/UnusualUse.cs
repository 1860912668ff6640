using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>Notices an hour of a token that is far from its usual ones.</summary>
internal sealed class UnusualUse(TokenActivities activities, IUsageStore usage, TokenEvents events, TimeProvider time) : IUsageWatch
{
    private const long LeastRequests = 100;
    private const int TimesMedian = 5;
    private const int Hours = 7 * 24;
    private const int LeastHours = 24;
    private const long Never = long.MaxValue;

    // The thresholds for the current hour. The earlier hours no longer change.
    private readonly Dictionary<string, long> _thresholds = new(StringComparer.Ordinal);
    private DateTimeOffset _hour;

    public async Task LookAtAsync(IReadOnlyList<TokenUse> written, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hour = now.ToHour();
        if (hour != _hour)
        {
            _hour = hour;
            _thresholds.Clear();
        }

        foreach (var tokenId in written.Where(use => use.Requests > 0).Select(use => use.TokenId))
        {
            // The window covers more than the current hour, so a window below the threshold needs no query. An empty window proves nothing:
            // the application has its own limiters, or the token has no limit.
            var (window, threshold) = (activities.Of(tokenId).CountWindow(now), _thresholds.GetValueOrDefault(tokenId, LeastRequests));
            if (window >= threshold || (window == 0 && threshold < Never))
            {
                await LookAtAsync(tokenId, cancellationToken);
            }
        }
    }

    private async Task LookAtAsync(string tokenId, CancellationToken cancellationToken)
    {
        if (!_thresholds.TryGetValue(tokenId, out var threshold))
        {
            _thresholds[tokenId] = threshold = await ThresholdAsync(tokenId, cancellationToken);
        }

        if (threshold < Never && (await CountAsync(tokenId, _hour, _hour.AddHours(1), cancellationToken)).Values.Sum() >= threshold)
        {
            _thresholds[tokenId] = Never;
            events.Report(TokenEventKind.UnusualUse, tokenId);
        }
    }

    private async Task<long> ThresholdAsync(string tokenId, CancellationToken cancellationToken)
    {
        var from = _hour.AddHours(-Hours);
        var counts = await CountAsync(tokenId, from, _hour, cancellationToken);
        var hours = counts.Count == 0 ? 0 : (int)(_hour - counts.Keys.Min()).TotalHours;
        if (hours < LeastHours && await IsUsedBeforeAsync(tokenId, from, cancellationToken))
        {
            hours = Hours;
        }

        // A token without history has no usual level.
        return hours < LeastHours ? Never : Math.Max(LeastRequests, TimesMedian * Median(counts.Values, hours));
    }

    private async Task<Dictionary<DateTimeOffset, long>> CountAsync(string tokenId, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken) =>
        (await usage.ListAsync(tokenId, UsagePeriod.Hour, from, before, cancellationToken))
            .Where(count => count.Tool is null && count.Outcome != UsageOutcome.Limited)
            .GroupBy(count => count.Start)
            .ToDictionary(hour => hour.Key, hour => hour.Sum(count => count.Count));

    // A token that is used again after a long break has a history, too.
    private async Task<bool> IsUsedBeforeAsync(string tokenId, DateTimeOffset moment, CancellationToken cancellationToken) =>
        (await usage.ListAsync(tokenId, UsagePeriod.Day, moment - UsageRetention.Days, moment, cancellationToken)).Count > 0;

    // Hours without requests count from the first use on.
    private static long Median(Dictionary<DateTimeOffset, long>.ValueCollection counts, int hours)
    {
        var empty = hours - counts.Count;
        var middle = hours / 2;
        return middle < empty ? 0 : counts.Order().ElementAt(middle - empty);
    }
}
