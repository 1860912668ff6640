using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>Removes, once an hour, idempotency keys whose time is over, and records that expired long ago where the application asked for it.</summary>
internal sealed partial class TokenPruner(ITokenStore store, ApiTokenOptions limits, TimeProvider time, ILogger<TokenPruner> logger)
    : PeriodicService(TimeSpan.FromHours(1), time)
{
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            var now = Time.GetUtcNow();
            var expiredBefore = limits.PruneAfter is { } age ? now - age : DateTimeOffset.UnixEpoch;
            if (await store.PruneAsync(expiredBefore, now - limits.IdempotencyKeyLifetime, stoppingToken) is > 0 and var count)
            {
                LogPruned(count);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(1320, LogLevel.Information, "Removed {Count} expired tokens.")]
    private partial void LogPruned(int count);

    [LoggerMessage(1321, LogLevel.Warning, "Removing expired idempotency keys and tokens failed. The next attempt is in an hour.")]
    private partial void LogFailed(Exception exception);
}
