using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Removes, once an hour, idempotency keys whose time is over, and records that expired long ago where the application asked for it.</summary>
internal sealed partial class TokenPruner(ITokenStore store, TokenLimits limits, TimeProvider time, ILogger<TokenPruner> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            // First at once: a process that is started anew more often than that has something to remove, too.
            do
            {
                await PruneAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the next one goes on.
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var expiredBefore = limits.PruneAfter is { } age ? now - age : DateTimeOffset.UnixEpoch;
            if (await store.PruneAsync(expiredBefore, now - limits.IdempotencyKeyLifetime, cancellationToken) is > 0 and var count)
            {
                LogPruned(count);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Removed {Count} tokens that expired long ago.")]
    private partial void LogPruned(int count);

    [LoggerMessage(2, LogLevel.Warning, "Idempotency keys and tokens that expired could not be removed; that is tried again in an hour.")]
    private partial void LogFailed(Exception exception);
}
