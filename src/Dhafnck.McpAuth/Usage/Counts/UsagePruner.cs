using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>Removes old usage when the host starts, and then every hour: processes that never run for an hour remove it too.</summary>
internal sealed partial class UsagePruner(IUsageStore store, TimeProvider time, ILogger<UsagePruner> logger)
    : PeriodicService(TimeSpan.FromHours(1), time)
{
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.PruneAsync(Time.GetUtcNow(), stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotPruned(exception);
        }
    }

    [LoggerMessage(1401, LogLevel.Warning, "Removing old usage failed. The next attempt is in an hour.")]
    private partial void LogNotPruned(Exception exception);
}
