using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Removes used and expired authorization codes and refresh tokens from the database, at start and then once a day.</summary>
internal sealed partial class EntryPruner(IServiceScopeFactory scopes, TimeProvider time, ILogger<EntryPruner> logger)
    : PeriodicService(TimeSpan.FromDays(1), time)
{
    // A refresh token that was used stays known for this time, so that using it again ends its connection.
    private static readonly TimeSpan Age = TimeSpan.FromDays(14);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var threshold = Time.GetUtcNow() - Age;
            await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(threshold, stoppingToken);
            await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(threshold, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(2120, LogLevel.Error, "Expired authorization codes and refresh tokens could not be removed.")]
    private partial void LogFailed(Exception exception);
}
