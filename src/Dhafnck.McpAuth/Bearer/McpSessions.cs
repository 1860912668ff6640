using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>The sessions that are open. A session belongs to the endpoint that opened it, and to the user who did.</summary>
#pragma warning disable MCPEXP002, MCP9004, MCP9006 // Around the application's own way to run a session, for as long as there are sessions.
internal sealed class McpSessions(TimeProvider time) : IPostConfigureOptions<HttpServerTransportOptions>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, McpSession> _sessions = new(StringComparer.Ordinal);
    private bool _hasSessions;
    private bool _areMigrated;

    public void PostConfigure(string? name, HttpServerTransportOptions options)
    {
        if (options.SessionMode == HttpServerSessionMode.Stateless)
        {
            return;
        }

        _hasSessions = true;
        _areMigrated = options.SessionMigrationHandler is not null;
        var run = options.RunSessionHandler ?? (static (_, server, cancellationToken) => server.RunAsync(cancellationToken));
        options.RunSessionHandler = (context, server, cancellationToken) =>
            server.SessionId is { Length: > 0 } id ? RunAsync(id, run, context, server, cancellationToken) : run(context, server, cancellationToken);
    }

    /// <summary>The session that a request goes on with.</summary>
    /// <param name="context">The request.</param>
    /// <param name="authentication">Whose request it is.</param>
    /// <param name="endpoint">The endpoint that it came to.</param>
    /// <param name="session">The session; <see langword="null"/> when the request goes on with none.</param>
    /// <returns>Why the request may not go on with the session that it names; <see langword="null"/> otherwise.</returns>
    public BearerRefusal? Refuse(HttpContext context, BearerAuthentication authentication, McpAuthEndpoint endpoint, out McpSession? session)
    {
        session = null;
        if (!_hasSessions || SessionAddress.SessionIdOf(context.Request, endpoint.Transport) is not { Length: > 0 } id)
        {
            return null;
        }

        if (!_sessions.TryGetValue(id, out var known))
        {
            // One of another process is for the application to bring here, and is opened here then.
            return _areMigrated && endpoint.Transport == McpTransport.StreamableHttp ? null : BearerRefusal.UnknownSession;
        }

        if (!known.IsOpenAt(endpoint, context.Request))
        {
            return BearerRefusal.UnknownSession;
        }

        if (!known.IsOf(authentication.AccessToken!))
        {
            return BearerRefusal.ForeignSession;
        }

        session = known;
        return null;
    }

    /// <summary>
    /// Keeps the first bytes of a legacy stream back until its session is known here: they tell the client where to send
    /// its messages, and the SDK writes them before it runs the session.
    /// </summary>
    public RequestDelegate Follow(RequestDelegate endpoint, McpAuthEndpoint kind) => kind.Transport != McpTransport.LegacySse
        ? endpoint
        : context => HttpMethods.IsGet(context.Request.Method) ? OpenAsync(context, endpoint) : endpoint(context);

    private async Task OpenAsync(HttpContext context, RequestDelegate endpoint)
    {
        var opening = new Opening();
        context.Features.Set(opening);

        // Not for ever: the SDK waits for these bytes to be gone when it fails to make the session.
        context.Response.OnStarting(() => Task.WhenAny(opening.Task, Task.Delay(Patience, time, context.RequestAborted)));
        try
        {
            await endpoint(context);
        }
        finally
        {
            opening.TrySetResult();
        }
    }

    private async Task RunAsync(string id, Func<HttpContext, McpServer, CancellationToken, Task> run, HttpContext context, McpServer server, CancellationToken cancellationToken)
    {
        var session = _sessions[id] = new(server.ServerOptions, context);
        context.Features.Get<Opening>()?.TrySetResult();
        try
        {
            await run(context, server, cancellationToken);
        }
        finally
        {
            _sessions.TryRemove(new(id, session));
        }
    }

    private sealed class Opening() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
}
#pragma warning restore MCPEXP002, MCP9004, MCP9006
