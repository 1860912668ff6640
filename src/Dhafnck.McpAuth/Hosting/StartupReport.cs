using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Logs at start how the server is protected, and warns about settings that suit development only.</summary>
internal sealed partial class StartupReport(
    IOptions<McpAuthOptions> options,
    ITokenStore store,
    IUsageStore usage,
    IHostEnvironment environment,
    ILogger<StartupReport> logger) : IHostedService
{
    private const int ShortToken = 16;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var types = options.Value.GetAuthTypes();
        LogType(string.Join(", ", types));
        if (store is not InMemoryTokenStore && usage is InMemoryUsageStore)
        {
            LogUsageInMemory(store.GetType().Name);
        }

        if (!environment.IsDevelopment())
        {
            if (types.Contains(McpAuthTypes.None))
            {
                LogOpen();
            }

            if (types.Contains(McpAuthTypes.Env) && options.Value.Env.Tokens.Any(token => token.Length < ShortToken))
            {
                LogShort(ShortToken);
            }

            if (!string.IsNullOrEmpty(options.Value.Jwt.SecretKey) && store is InMemoryTokenStore)
            {
                LogInMemory();
            }
        }
        else if (types.Contains(McpAuthTypes.None))
        {
            LogOpenInDevelopment();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1000, LogLevel.Information, "MCP authentication: {AuthType}.")]
    private partial void LogType(string authType);

    [LoggerMessage(1001, LogLevel.Warning, "MCP_AUTH_TYPE is 'none': everyone who can reach this server can use it.")]
    private partial void LogOpen();

    [LoggerMessage(1002, LogLevel.Warning, "A token of MCP_BEARER_TOKEN has fewer than {Length} characters and can be guessed. Make one with: openssl rand -hex 32")]
    private partial void LogShort(int length);

    [LoggerMessage(
        1003,
        LogLevel.Warning,
        "API tokens are kept in memory: they are lost when this process ends, and are unknown to other processes. "
        + "Add a store, such as AddEntityFrameworkStores of Dhafnck.McpAuth.EfCore.")]
    private partial void LogInMemory();

    [LoggerMessage(
        1004,
        LogLevel.Warning,
        "This server has no authentication: in Development it answers every request from this machine. "
        + "To protect it, set MCP_BEARER_TOKEN to a token (make one with: openssl rand -hex 32), or JWT_SECRET_KEY for API tokens. "
        + "Outside Development it does not start without a setting.")]
    private partial void LogOpenInDevelopment();

    [LoggerMessage(
        1005,
        LogLevel.Warning,
        "{Store} has no usage store beside it, so usage is kept in memory: "
        + "charts, addresses and the request counts of tokens are empty after a restart, and other processes do not see them. "
        + "Add a usage store with AddUsageStore<T>().")]
    private partial void LogUsageInMemory(string store);
}
