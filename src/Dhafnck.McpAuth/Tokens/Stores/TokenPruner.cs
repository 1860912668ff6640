using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>Applies the retention of the token store at start and once an hour.</summary>
internal sealed partial class TokenPruner(TokenRetention retention, TimeProvider time, ILogger<TokenPruner> logger)
    : PeriodicService(TimeSpan.FromHours(1), time)
{
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            var pruned = await retention.PruneAsync(stoppingToken);
            if (pruned.Tokens > 0)
            {
                LogPruned(pruned.Tokens);
            }

            if (pruned.AuditEntries > 0)
            {
                LogAuditPruned(pruned.AuditEntries);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(1320, LogLevel.Information, "Removed {Count} expired tokens.")]
    private partial void LogPruned(int count);

    [LoggerMessage(1322, LogLevel.Information, "Removed {Count} entries of the audit trail that were older than the retention.")]
    private partial void LogAuditPruned(int count);

    [LoggerMessage(1321, LogLevel.Warning, "Removing expired idempotency keys, tokens and entries of the audit trail failed. The next attempt is in an hour.")]
    private partial void LogFailed(Exception exception);
}
