using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>The sessions that are open, where what they serve or whose they are cannot be known without them.</summary>
#pragma warning disable MCPEXP002, MCP9004 // Around the application's own way to run a session, and for as long as there are legacy endpoints.
internal sealed class McpSessions : IPostConfigureOptions<HttpServerTransportOptions>
{
    private readonly ConcurrentDictionary<string, McpSession> _sessions = new(StringComparer.Ordinal);

    public void PostConfigure(string? name, HttpServerTransportOptions options)
    {
        if (options.SessionMode == HttpServerSessionMode.Stateless || (options.ConfigureSessionOptions is null && !options.EnableLegacySse))
        {
            return;
        }

        var run = options.RunSessionHandler ?? (static (_, server, cancellationToken) => server.RunAsync(cancellationToken));
        options.RunSessionHandler = (context, server, cancellationToken) =>
            server.SessionId is { Length: > 0 } id ? RunAsync(id, run, context, server, cancellationToken) : run(context, server, cancellationToken);
    }

    public McpSession? Find(string? id) => id is { Length: > 0 } && _sessions.TryGetValue(id, out var session) ? session : null;

    private async Task RunAsync(string id, Func<HttpContext, McpServer, CancellationToken, Task> run, HttpContext context, McpServer server, CancellationToken cancellationToken)
    {
        var user = context.User;
        _sessions[id] = new(server.ServerOptions, user.FindFirst(McpClaimTypes.Subject)?.Value, user.FindFirst(McpClaimTypes.Issuer)?.Value);
        try
        {
            await run(context, server, cancellationToken);
        }
        finally
        {
            _sessions.TryRemove(id, out _);
        }
    }
}
#pragma warning restore MCPEXP002, MCP9004
