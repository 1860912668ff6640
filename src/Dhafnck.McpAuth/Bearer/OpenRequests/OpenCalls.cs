using System.Runtime.CompilerServices;
using System.Security.Claims;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Bearer.Principal;
using Dhafnck.McpAuth.Scopes.Sdk;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>
/// Tracks the calls that the SDK runs, so that a call whose token is no longer valid can be answered before its connection
/// is closed. In a session, a call continues after its request ends, so it is tracked separately. On a stateless server, only
/// the message is recorded, so that it can be answered.
/// </summary>
#pragma warning disable MCP9005, MCPEXP002 // Handlers of the application are checked, including obsolete and experimental ones.
internal sealed class OpenCalls : IPostConfigureOptions<McpServerOptions>, ICallFollower
{
    private readonly ConditionalWeakTable<ClaimsPrincipal, Caller> _callers = [];
    private readonly OpenUses _open;
    private readonly bool _hasSessions;

    // Cached: a stateless server creates its options for each request.
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

    /// <summary>Records the caller of each request of an endpoint.</summary>
    public RequestDelegate Follow(RequestDelegate endpoint) => context =>
    {
        Remember(context);
        return endpoint(context);
    };

    /// <summary>Records the caller under the principal that the message will have.</summary>
    public void Remember(HttpContext context)
    {
        // Without sessions, the token's own principal is sufficient. Only a principal that the application created is recorded.
        if (HttpMethods.IsPost(context.Request.Method)
            && context.Features[typeof(IMcpAuthFeature)] is BearerAuthentication { Principal: { } principal } authentication
            && (_hasSessions || !ReferenceEquals(context.User, principal)))
        {
            Remember(context.User, new(authentication, _hasSessions ? RequestCopy.Of(context) : null));
        }
    }

    /// <summary>Adds the filters before all others, the application's and the library's.</summary>
    public void PostConfigure(string? name, McpServerOptions server)
    {
        if (_hasSessions || HasHandlers(server))
        {
            server.Filters.Message.IncomingFilters.Insert(0, _message);
            return;
        }

        // A message filter costs each request of a stateless server 2.4 µs and 560 bytes, 8 % of a tool call in the pipeline
        // of benchmarks/RequestCost. For tool calls, the filter that counts them calls Note.
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
        else if (Find(user) is { } caller)
        {
            caller.Authentication.Principal!.StatelessCall = message;
        }
    }

    // A handler of the application can run for a long time, whatever the method.
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

        return Find(user) is { } caller
            ? RunAsync(caller, caller.Request!, next, context, cancellationToken)
            : next(context, cancellationToken);
    };

    // Only a principal of the application's own needs the table: each of its entries costs the garbage collector a handle.
    private void Remember(ClaimsPrincipal user, Caller caller)
    {
        if (user is AccessTokenPrincipal principal)
        {
            principal.Caller = caller;
        }
        else
        {
            _callers.AddOrUpdate(user, caller);
        }
    }

    private Caller? Find(ClaimsPrincipal? user) =>
        user is AccessTokenPrincipal principal ? principal.Caller
        : user is not null && _callers.TryGetValue(user, out var caller) ? caller
        : null;

    private Task RunAsync(Caller caller, HttpContext request, McpMessageHandler next, MessageContext context, CancellationToken cancellationToken)
    {
        var call = new OpenCall(caller.Authentication, request, cancellationToken);
        caller.Authentication.Principal!.Call = call;
        _open.Add(call);
        return call.RunAsync(next, context);
    }
}
#pragma warning restore MCP9005, MCPEXP002
