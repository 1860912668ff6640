using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>Warns at start when clients can have the server send requests into its own network.</summary>
internal sealed partial class PrivateAddressWarning(ClientOptions options, IHostEnvironment environment, ILogger<PrivateAddressWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.AllowPrivateAddresses && options.DocumentHosts.Count == 0 && !environment.IsDevelopment())
        {
            LogOpen();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        2103,
        LogLevel.Warning,
        "Clients.AllowPrivateAddresses is set without Clients.DocumentHosts: "
        + "anybody can have this server send requests to the machines of its own network. Name the allowed hosts, or remove the setting.")]
    private partial void LogOpen();
}
