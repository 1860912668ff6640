using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>Removes clients that no user has approved, when the host starts and then every hour.</summary>
internal sealed partial class RegistrationPruner(ClientRegistrations registrations, ClientOptions options, TimeProvider time, ILogger<RegistrationPruner> logger)
    : PeriodicService(TimeSpan.FromHours(1), time)
{
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await registrations.PruneAsync(Time.GetUtcNow() - options.UnusedRegistrationLifetime, stoppingToken) is > 0 and var count)
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
