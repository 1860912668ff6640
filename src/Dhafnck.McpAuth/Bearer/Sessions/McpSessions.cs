using System.Collections.Concurrent;
using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer.Sessions;

/// <summary>The open sessions. A session belongs to the user who opened it, and to the endpoint at which it was opened.</summary>
#pragma warning disable MCPEXP002, MCP9004, MCP9006 // Wraps the application's own session handler, for as long as the SDK has sessions.
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

    /// <summary>Finds the session that a request continues, or refuses the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="authentication">The authentication of the request.</param>
    /// <param name="endpoint">The endpoint of the request.</param>
    /// <param name="session">The session; <see langword="null"/> when the request continues none.</param>
    /// <returns>The refusal when the request may not continue the session that it names; otherwise <see langword="null"/>.</returns>
    public BearerRefusal? Judge(HttpContext context, BearerAuthentication authentication, McpAuthEndpoint endpoint, out McpSession? session)
    {
        session = null;
        if (!_hasSessions || SessionAddress.SessionIdOf(context.Request, endpoint.Transport) is not { Length: > 0 } id)
        {
            return null;
        }

        if (!_sessions.TryGetValue(id, out var known))
        {
            // The application migrates a session of another process here, which then opens it in this process.
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
    /// Delays the first bytes of a legacy SSE stream until its session is registered. These bytes tell the client where to
    /// send its messages, and the SDK writes them before it runs the session.
    /// </summary>
    public RequestDelegate Follow(RequestDelegate endpoint, McpAuthEndpoint kind) => kind.Transport != McpTransport.LegacySse
        ? endpoint
        : context => HttpMethods.IsGet(context.Request.Method) ? OpenAsync(context, endpoint) : endpoint(context);

    private async Task OpenAsync(HttpContext context, RequestDelegate endpoint)
    {
        var opening = new Opening();
        context.Features.Set(opening);

        // With a time limit: when the SDK fails to create the session, it waits for these bytes to be sent.
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
