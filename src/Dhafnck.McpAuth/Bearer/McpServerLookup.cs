using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Finds what serves a request: what all sessions share, or what the application made for the one.</summary>
internal sealed class McpServerLookup(
    IOptions<McpServerOptions> shared,
    IOptionsFactory<McpServerOptions> factory,
    IOptions<HttpServerTransportOptions> transport,
    McpSessions sessions)
{
    private const string SessionIdHeader = "Mcp-Session-Id";
    private const string LegacySessionIdParameter = "sessionId";

    /// <summary>Whether every session serves the same.</summary>
    public bool IsShared => transport.Value.ConfigureSessionOptions is null;

    /// <summary>What serves the request; <see langword="null"/> when it is of a session that this process does not have.</summary>
    public async ValueTask<McpServerOptions?> FindAsync(HttpContext context)
    {
        if (transport.Value.ConfigureSessionOptions is not { } configure)
        {
            return shared.Value;
        }

        if (SessionId(context.Request) is { Length: > 0 } id && transport.Value.SessionMode != HttpServerSessionMode.Stateless)
        {
            return sessions.Find(id)?.Options;
        }

        // The application makes it for each request; so it does once more.
        var options = factory.Create(Options.DefaultName);
        await configure(context, options, context.RequestAborted);
        return options;
    }

    /// <summary>Whether the request goes to a session that somebody else began.</summary>
    public bool IsOfAnother(HttpContext context) =>
        sessions.Find(context.Request.Query[LegacySessionIdParameter]) is { } session
        && (session.Subject != context.User.FindFirst(McpClaimTypes.Subject)?.Value || session.Issuer != context.User.FindFirst(McpClaimTypes.Issuer)?.Value);

    private static string? SessionId(HttpRequest request) =>
        request.Headers[SessionIdHeader] is [{ Length: > 0 } id] ? id : request.Query[LegacySessionIdParameter];
}
