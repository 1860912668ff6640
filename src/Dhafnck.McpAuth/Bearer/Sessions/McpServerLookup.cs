using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer.Sessions;

/// <summary>Finds the server options for a request: the shared ones, or those that the application made for its session.</summary>
internal sealed partial class McpServerLookup(
    IOptions<McpServerOptions> shared,
    IOptionsFactory<McpServerOptions> factory,
    IOptions<HttpServerTransportOptions> transport,
    ILogger<McpServerLookup> logger)
{
    /// <summary>Whether all sessions have the same server options.</summary>
    public bool IsShared => transport.Value.ConfigureSessionOptions is null;

    /// <summary>Finds the server options for a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="session">The session that the request continues; <see langword="null"/> when it starts one, or needs none.</param>
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

        // ConfigureSessionOptions runs for each request anyway, so it runs once more here.
        var options = factory.Create(Options.DefaultName);
        await configure(context, options, context.RequestAborted);
        return options;
    }

    /// <summary>
    /// Finds the server options for the challenge to a request without a token. These are the shared options when the
    /// application's configuration fails without a user.
    /// </summary>
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

    [LoggerMessage(1250, LogLevel.Debug, "ConfigureSessionOptions failed for a request without a token; its challenge uses the server options that all sessions share.")]
    private partial void LogNeedsUser(Exception exception);
}
