using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Removes, once an hour, what ended long ago; where the application asked for it.</summary>
internal sealed partial class TokenPruner(ITokenStore store, TokenLimits limits, TimeProvider time, ILogger<TokenPruner> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (limits.PruneAfter is not { } age)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await PruneAsync(age, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the next one goes on.
        }
    }

    private async Task PruneAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            LogPruned(await store.PruneAsync(now - age, now - limits.IdempotencyKeyLifetime, cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Removed {Count} tokens that expired long ago.")]
    private partial void LogPruned(int count);

    [LoggerMessage(2, LogLevel.Warning, "Tokens that expired long ago could not be removed; that is tried again in an hour.")]
    private partial void LogFailed(Exception exception);
}
