using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Logs at start how the server is protected, and warns about settings that suit development only.</summary>
internal sealed partial class StartupReport(
    IOptions<McpAuthOptions> options,
    ITokenStore store,
    IHostEnvironment environment,
    ILogger<StartupReport> logger) : IHostedService
{
    private const int ShortToken = 16;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var type = options.Value.AuthType!;
        LogType(type);
        if (!environment.IsDevelopment())
        {
            if (type == McpAuthTypes.None)
            {
                LogOpen();
            }

            if (type == McpAuthTypes.Env && options.Value.Env.Tokens.Any(token => token.Length < ShortToken))
            {
                LogShort(ShortToken);
            }

            if (!string.IsNullOrEmpty(options.Value.Jwt.SecretKey) && store is InMemoryTokenStore)
            {
                LogInMemory();
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "MCP authentication: {AuthType}.")]
    private partial void LogType(string authType);

    [LoggerMessage(2, LogLevel.Warning, "MCP_AUTH_TYPE is 'none': everyone who can reach this server can use it.")]
    private partial void LogOpen();

    [LoggerMessage(3, LogLevel.Warning, "A token of MCP_BEARER_TOKEN has fewer than {Length} characters and can be guessed. Make one with: openssl rand -hex 32")]
    private partial void LogShort(int length);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "API tokens are kept in memory: they are lost when this process ends, and are unknown to other processes. "
        + "Add a store, such as AddEntityFrameworkStores of Dhafnck.McpAuth.EfCore.")]
    private partial void LogInMemory();
}
