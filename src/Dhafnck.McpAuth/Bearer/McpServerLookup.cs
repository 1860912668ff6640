using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Finds what serves a request: what all sessions share, or what the application made for the one.</summary>
internal sealed partial class McpServerLookup(
    IOptions<McpServerOptions> shared,
    IOptionsFactory<McpServerOptions> factory,
    IOptions<HttpServerTransportOptions> transport,
    ILogger<McpServerLookup> logger)
{
    /// <summary>Whether every session serves the same.</summary>
    public bool IsShared => transport.Value.ConfigureSessionOptions is null;

    /// <summary>What serves a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="session">The session that it goes on with; <see langword="null"/> when it begins one, or needs none.</param>
    public async ValueTask<McpServerOptions> FindAsync(HttpContext context, McpSession? session = null)
    {
        if (transport.Value.ConfigureSessionOptions is not { } configure)
        {
            return shared.Value;
        }

        if (session is not null)
        {
            return session.Options;
        }

        // The application makes it for each request; so it does once more.
        var options = factory.Create(Options.DefaultName);
        await configure(context, options, context.RequestAborted);
        return options;
    }

    /// <summary>What would serve a request without a token, which is refused: what all share, where the application needs a user to say more.</summary>
    public async ValueTask<McpServerOptions> FindForNobodyAsync(HttpContext context)
    {
        try
        {
            return await FindAsync(context);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogNeedsUser(exception);
            return shared.Value;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "ConfigureSessionOptions failed for a request without a token; its challenge names the scopes that all requests have in common.")]
    private partial void LogNeedsUser(Exception exception);
}
