using System.Runtime.CompilerServices;
using System.Security.Claims;
using Dhafnck.McpAuth.Scopes;
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
#pragma warning disable MCP9005, MCPEXP002 // A handler of the application runs, obsolete or experimental.
internal sealed class OpenCalls : IPostConfigureOptions<McpServerOptions>, ICallFollower
{
    private readonly ConditionalWeakTable<ClaimsPrincipal, Caller> _callers = [];
    private readonly OpenUses _open;
    private readonly bool _hasSessions;

    // Made once: a stateless server makes its options, and puts the filters in, for each request.
    private readonly McpMessageFilter _message;
    private readonly McpRequestFilter<GetPromptRequestParams, GetPromptResult> _prompt;
    private readonly McpRequestFilter<ReadResourceRequestParams, ReadResourceResult> _resource;

    public OpenCalls(OpenUses open, IOptions<HttpServerTransportOptions> transport)
    {
        _open = open;
        _hasSessions = transport.Value.SessionMode != HttpServerSessionMode.Stateless;
        _message = Follow;
        _prompt = next => (context, cancellationToken) =>
        {
            Note(context.JsonRpcRequest, context.User);
            return next(context, cancellationToken);
        };
        _resource = next => (context, cancellationToken) =>
        {
            Note(context.JsonRpcRequest, context.User);
            return next(context, cancellationToken);
        };
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

    /// <summary>Puts the filters before all others, the application's and the library's.</summary>
    public void PostConfigure(string? name, McpServerOptions server)
    {
        if (_hasSessions || HasHandlers(server))
        {
            server.Filters.Message.IncomingFilters.Insert(0, _message);
            return;
        }

        // A filter of messages costs each request of a stateless server 2.4 µs and 560 bytes, 8 % of a tool call in the
        // pipeline of benchmarks/RequestCost. Calls of tools come here from the filter that counts them.
        var filters = server.Filters.Request;
        if (server.PromptCollection is { IsEmpty: false } || server.Handlers.GetPromptHandler is not null)
        {
            filters.GetPromptFilters.Insert(0, _prompt);
        }

        if (server.ResourceCollection is { IsEmpty: false } || server.Handlers.ReadResourceHandler is not null)
        {
            filters.ReadResourceFilters.Insert(0, _resource);
        }
    }

    public void Note(JsonRpcRequest message, ClaimsPrincipal? user)
    {
        if (_hasSessions)
        {
            return;
        }

        if (user is AccessTokenPrincipal principal)
        {
            principal.StatelessCall = message;
        }
        else if (user is not null && _callers.TryGetValue(user, out var caller))
        {
            caller.Authentication.Principal!.StatelessCall = message;
        }
    }

    // What the application runs itself can take its time, whatever the method.
    private static bool HasHandlers(McpServerOptions server) =>
        server.RequestHandlers is { Count: > 0 }
        || server.Handlers is not
        {
            CompleteHandler: null,
            ListPromptsHandler: null,
            ListResourcesHandler: null,
            ListResourceTemplatesHandler: null,
            ListToolsHandler: null,
            SetLoggingLevelHandler: null,
            SubscribeToResourcesHandler: null,
            SubscriptionsListenHandler: null,
            UnsubscribeFromResourcesHandler: null,
        };

    private McpMessageHandler Follow(McpMessageHandler next) => (context, cancellationToken) =>
    {
        if (context is not { JsonRpcMessage: JsonRpcRequest message, User: { } user })
        {
            return next(context, cancellationToken);
        }

        if (!_hasSessions)
        {
            Note(message, user);
            return next(context, cancellationToken);
        }

        return _callers.TryGetValue(user, out var caller)
            ? RunAsync(caller, caller.Request!, next, context, cancellationToken)
            : next(context, cancellationToken);
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
#pragma warning restore MCP9005, MCPEXP002
