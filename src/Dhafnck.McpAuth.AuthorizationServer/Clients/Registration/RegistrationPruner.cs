using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>Removes clients that no user has approved, when the host starts and then every hour.</summary>
internal sealed partial class RegistrationPruner(ClientRegistrations registrations, ClientOptions options, TimeProvider time, ILogger<RegistrationPruner> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await PruneAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task PruneAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await registrations.PruneAsync(time.GetUtcNow() - options.UnusedRegistrationLifetime, stoppingToken) is > 0 and var count)
            {
                LogPruned(count);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(2112, LogLevel.Information, "Removed {Count} clients that no user has approved.")]
    private partial void LogPruned(int count);

    [LoggerMessage(2113, LogLevel.Warning, "Removing clients that no user has approved failed. The next attempt is in an hour.")]
    private partial void LogFailed(Exception exception);
}
