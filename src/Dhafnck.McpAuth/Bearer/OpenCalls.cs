using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Follows the calls that the SDK runs, so that one whose token is no longer good can answer before its connection is cut.
/// In a session a call goes on when its request is gone, and is watched for itself; a stateless server only has to know
/// what it would answer.
/// </summary>
internal sealed class OpenCalls : IPostConfigureOptions<McpServerOptions>
{
    private readonly ConditionalWeakTable<ClaimsPrincipal, Caller> _callers = [];
    private readonly OpenUses _open;
    private readonly McpMessageFilter _filter;
    private readonly bool _hasSessions;

    public OpenCalls(OpenUses open, IOptions<HttpServerTransportOptions> transport)
    {
        _open = open;
        _filter = Follow;
        _hasSessions = transport.Value.SessionMode != HttpServerSessionMode.Stateless;
    }

    /// <summary>Keeps who calls, by the principal that the message will have.</summary>
    public RequestDelegate Follow(RequestDelegate endpoint) => context =>
    {
        // Without sessions the token's own principal is enough, and only one that the application made has to be known.
        if (HttpMethods.IsPost(context.Request.Method)
            && context.Features[typeof(IMcpAuthFeature)] is BearerAuthentication { Principal: { } principal } authentication
            && (_hasSessions || !ReferenceEquals(context.User, principal)))
        {
            _callers.AddOrUpdate(context.User, new(authentication, _hasSessions ? RequestCopy.Of(context) : null));
        }

        return endpoint(context);
    };

    public void PostConfigure(string? name, McpServerOptions server) => server.Filters.Message.IncomingFilters.Insert(0, _filter);

    private McpMessageHandler Follow(McpMessageHandler next) => (context, cancellationToken) =>
    {
        if (context is not { JsonRpcMessage: JsonRpcRequest message, User: { } user })
        {
            return next(context, cancellationToken);
        }

        // Most requests of a stateless server come here and need nothing made for them.
        if (!_hasSessions && user is AccessTokenPrincipal principal)
        {
            principal.StatelessCall = message;
            return next(context, cancellationToken);
        }

        if (!_callers.TryGetValue(user, out var caller))
        {
            return next(context, cancellationToken);
        }

        if (caller.Request is { } request)
        {
            return RunAsync(caller, request, next, context, cancellationToken);
        }

        caller.Authentication.Principal!.StatelessCall = message;
        return next(context, cancellationToken);
    };

    private Task RunAsync(Caller caller, HttpContext request, McpMessageHandler next, MessageContext context, CancellationToken cancellationToken)
    {
        var call = new OpenCall(caller.Authentication, request, cancellationToken);
        caller.Authentication.Principal!.Call = call;
        _open.Add(call);
        return call.RunAsync(next, context);
    }

    private sealed record Caller(BearerAuthentication Authentication, HttpContext? Request);
}
