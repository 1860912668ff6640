using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>Notices an hour of a token that is far from its usual ones.</summary>
internal sealed class UnusualUse(TokenActivities activities, IUsageStore usage, TokenEvents events, TimeProvider time) : IUsageWatch, IDisposable
{
    private const long LeastRequests = 100;
    private const int TimesMedian = 5;
    private const int Hours = 7 * 24;
    private const int LeastHours = 24;
    private const long Never = long.MaxValue;
    private const int PerQuestion = 500;

    private readonly SemaphoreSlim _turn = new(1);

    // The thresholds for the current hour. The earlier hours no longer change.
    private readonly Dictionary<string, long> _thresholds = new(StringComparer.Ordinal);
    private DateTimeOffset _hour;

    public async Task LookAtAsync(IReadOnlyList<TokenUse> written, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await LookInTurnAsync(written, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task LookInTurnAsync(IReadOnlyList<TokenUse> written, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hour = now.ToHour();
        if (hour != _hour)
        {
            _hour = hour;
            _thresholds.Clear();
        }

        string[] busy = [.. written.Where(use => use.Requests > 0).Select(use => use.TokenId).Distinct(StringComparer.Ordinal).Where(tokenId => CanBeUnusual(tokenId, now))];
        foreach (var some in busy.Where(tokenId => !_thresholds.ContainsKey(tokenId)).Chunk(PerQuestion))
        {
            await LearnAsync(some, cancellationToken);
        }

        foreach (var some in busy.Where(tokenId => _thresholds[tokenId] < Never).Chunk(PerQuestion))
        {
            await LookAtAsync(some, cancellationToken);
        }
    }

    // The window covers more than the current hour, so a window below the threshold needs no query. An empty window proves nothing:
    // the application has its own limiters, or the token has no limit.
    private bool CanBeUnusual(string tokenId, DateTimeOffset now)
    {
        var (window, threshold) = (activities.Of(tokenId).CountWindow(now), _thresholds.GetValueOrDefault(tokenId, LeastRequests));
        return window >= threshold || (window == 0 && threshold < Never);
    }

    private async Task LookAtAsync(string[] tokenIds, CancellationToken cancellationToken)
    {
        var counts = await usage.ListRequestsAsync(tokenIds, UsagePeriod.Hour, _hour, _hour.AddHours(1), cancellationToken);
        foreach (var tokenId in tokenIds.Where(tokenId => counts.TryGetValue(tokenId, out var requests) && Accepted(requests).Sum(count => count.Count) >= _thresholds[tokenId]))
        {
            _thresholds[tokenId] = Never;
            events.Report(TokenEventKind.UnusualUse, tokenId);
        }
    }

    private async Task LearnAsync(string[] tokenIds, CancellationToken cancellationToken)
    {
        var from = _hour.AddHours(-Hours);
        var counts = await usage.ListRequestsAsync(tokenIds, UsagePeriod.Hour, from, _hour, cancellationToken);
        var histories = tokenIds.ToDictionary(tokenId => tokenId, tokenId => ByHour(counts.GetValueOrDefault(tokenId) ?? []), StringComparer.Ordinal);

        // A token that is used again after a long break has a history, too.
        string[] young = [.. histories.Where(history => HoursOf(history.Value) < LeastHours).Select(history => history.Key)];
        var before = young.Length == 0 ? [] : (await usage.ListRequestsAsync(young, UsagePeriod.Day, from - UsageRetention.Days, from, cancellationToken)).Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (tokenId, history) in histories)
        {
            _thresholds[tokenId] = ThresholdOf(history, before.Contains(tokenId) ? Hours : HoursOf(history));
        }
    }

    private int HoursOf(Dictionary<DateTimeOffset, long> history) => history.Count == 0 ? 0 : (int)(_hour - history.Keys.Min()).TotalHours;

    // A token without history has no usual level.
    private static long ThresholdOf(Dictionary<DateTimeOffset, long> history, int hours) =>
        hours < LeastHours ? Never : Math.Max(LeastRequests, TimesMedian * Median(history.Values, hours));

    private static Dictionary<DateTimeOffset, long> ByHour(IEnumerable<UsageCount> counts) =>
        Accepted(counts).GroupBy(count => count.Start).ToDictionary(hour => hour.Key, hour => hour.Sum(count => count.Count));

    private static IEnumerable<UsageCount> Accepted(IEnumerable<UsageCount> counts) => counts.Where(count => count.Outcome != UsageOutcome.Limited);

    // Hours without requests count from the first use on.
    private static long Median(Dictionary<DateTimeOffset, long>.ValueCollection counts, int hours)
    {
        var empty = hours - counts.Count;
        var middle = hours / 2;
        return middle < empty ? 0 : counts.Order().ElementAt(middle - empty);
    }
}
