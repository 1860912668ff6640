using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Notices an hour of a token that is far from its usual ones.</summary>
internal sealed class UnusualUse(TokenActivities activities, IUsageStore usage, ITokenStore tokens, TokenEvents events, TimeProvider time)
{
    private const long LeastRequests = 100;
    private const int TimesMedian = 5;
    private const int Hours = 7 * 24;

    // What counts as unusual this hour; the hours before do not change any more.
    private readonly Dictionary<string, long> _thresholds = new(StringComparer.Ordinal);
    private DateTimeOffset _hour;

    /// <summary>Looks at what was just written. Called by one at a time.</summary>
    public async Task LookAtAsync(IReadOnlyList<TokenUse> written, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        if (hour != _hour)
        {
            _hour = hour;
            _thresholds.Clear();
        }

        foreach (var tokenId in written.Where(use => use.Requests > 0).Select(use => use.TokenId))
        {
            // The window reaches further back than the hour, so a smaller one settles it without a question; an empty one
            // says nothing: the application has limiters of its own, or the token no limit.
            var (window, threshold) = (activities.Of(tokenId).CountWindow(now), _thresholds.GetValueOrDefault(tokenId, LeastRequests));
            if (window >= threshold || (window == 0 && threshold < long.MaxValue))
            {
                await LookAtAsync(tokenId, cancellationToken);
            }
        }
    }

    private async Task LookAtAsync(string tokenId, CancellationToken cancellationToken)
    {
        var counts = (await usage.ListAsync(tokenId, UsagePeriod.Hour, _hour.AddHours(-Hours), _hour.AddHours(1), cancellationToken))
            .Where(count => count.Tool is null && count.Outcome != UsageOutcome.Limited)
            .GroupBy(count => count.Start, (start, counts) => (Start: start, Count: counts.Sum(count => count.Count)))
            .ToDictionary(entry => entry.Start, entry => entry.Count);
        var threshold = Math.Max(LeastRequests, TimesMedian * Median(counts, await AgeInHoursAsync(tokenId, cancellationToken)));
        _thresholds[tokenId] = threshold;
        if (counts.GetValueOrDefault(_hour) >= threshold)
        {
            _thresholds[tokenId] = long.MaxValue;
            events.Report(TokenEventKind.UnusualUse, tokenId);
        }
    }

    // The hours before this one, as far as there was the token; those without requests among them.
    private long Median(Dictionary<DateTimeOffset, long> counts, int hours)
    {
        if (hours == 0)
        {
            return 0;
        }

        var before = counts.Where(entry => entry.Key < _hour).Select(entry => entry.Value).Order().ToList();
        var empty = Math.Max(0, hours - before.Count);
        var middle = hours / 2;
        return middle < empty ? 0 : before[Math.Min(middle - empty, before.Count - 1)];
    }

    private async Task<int> AgeInHoursAsync(string tokenId, CancellationToken cancellationToken) =>
        await tokens.FindAsync(tokenId, cancellationToken) is { } token
            ? (int)Math.Clamp(Math.Ceiling((_hour - token.CreatedAt).TotalHours), 0, Hours)
            : Hours;
}
