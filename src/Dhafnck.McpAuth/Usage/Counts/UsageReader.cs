using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Stores;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>Reads what all processes know about a token's usage. No read waits for the store indefinitely.</summary>
internal sealed partial class UsageReader(IUsageStore store, UsageWriter writer, TokenActivities activities, ITokenRateLimiters limiters, StoreDeadline deadline, ILogger<UsageReader> logger)
{
    /// <summary>Writes what this process has counted for a token, so that a later read includes it.</summary>
    public Task WriteAsync(string tokenId, CancellationToken cancellationToken) =>
        deadline.RunAsync(patience => writer.WriteAsync(tokenId, patience), cancellationToken);

    /// <summary>Reads the usage of a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="period">The length of the time that one count covers.</param>
    /// <param name="from">The start of the first count.</param>
    /// <param name="before">The end of the last count.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public Task<TokenUsage> ReadAsync(ApiToken token, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) =>
        deadline.RunAsync(patience => ReadWithinAsync(token, period, from, before, now, patience), cancellationToken);

    private async Task<TokenUsage> ReadWithinAsync(ApiToken token, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var recent = await activities.LearnAsync(token.Id, cancellationToken).ConfigureAwait(false);
        var counts = await store.ListAsync(token.Id, period, from, before, cancellationToken).ConfigureAwait(false);
        var (dayAgo, nextHour) = (now.ToHour().AddHours(-23), now.ToHour().AddHours(1));
        var lastDay = period == UsagePeriod.Hour && from <= dayAgo && before >= nextHour
            ? counts.Where(count => count.Start >= dayAgo && count.Start < nextHour)
            : await store.ListAsync(token.Id, UsagePeriod.Hour, dayAgo, nextHour, cancellationToken).ConfigureAwait(false);
        var (used, remaining, availableAt) = await ReadLimitAsync(token, cancellationToken).ConfigureAwait(false);
        return new()
        {
            Counts = counts,
            LastDay = [.. lastDay],
            Used = used,
            Remaining = remaining,
            AvailableAt = availableAt,
            Addresses = recent?.Addresses ?? [],
        };
    }

    // The registered limiters can be the application's own. If a limiter fails or has no statistics, nothing is shown as used.
    private async Task<(int Used, int Remaining, DateTimeOffset? AvailableAt)> ReadLimitAsync(ApiToken token, CancellationToken cancellationToken)
    {
        var limit = token.RateLimit;
        try
        {
            var limiter = await limiters.GetAsync(token.Id, limit, cancellationToken).ConfigureAwait(false);
            if (limiter is ILimitReading reading)
            {
                var (used, availableAt) = await reading.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (used, Math.Max(0, limit - used), availableAt);
            }

            if (limiter.GetStatistics() is { CurrentAvailablePermits: var available })
            {
                var remaining = (int)Math.Clamp(available, 0, limit);
                return (limit - remaining, remaining, null);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogLimiterFailed(exception, limiters.GetType().Name, token.Id);
        }

        return (0, limit, null);
    }

    [LoggerMessage(1420, LogLevel.Warning, "{Limiters} could not say what is left of the rate limit of {Token}.")]
    private partial void LogLimiterFailed(Exception exception, string limiters, string token);
}
