using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Hosting.Settings;
using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Warns at start of variables that nobody reads and that look like settings of the library.</summary>
internal sealed partial class VariableCheck(IConfiguration configuration, StdioOptions stdio, ILogger<VariableCheck> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in configuration.GetChildren().Select(setting => setting.Key).Where(name => name != stdio.Variable))
        {
            if (KnownVariables.MeantBy(name) is { } known)
            {
                LogUnknown(ScopeToken.Escape(name), known);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1020, LogLevel.Warning, "{Variable} is not a setting of the library. If it is meant to be {Known}, rename it.")]
    private partial void LogUnknown(string variable, string known);
}
