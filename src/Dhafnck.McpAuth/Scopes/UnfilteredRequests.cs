using System.Security.Claims;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The second gate for the requests that the SDK's authorization filters do not judge: <c>resources/subscribe</c>,
/// <c>subscriptions/listen</c>, <c>completion/complete</c>, and methods of the application's own. It judges the parameters
/// that the SDK has read, by entries, attributes and policies.
/// </summary>
internal sealed class UnfilteredRequests
{
    private readonly OperationRequirements _requirements;
    private readonly OperationAuthorizer _authorizer;
    private readonly bool _hasEntries;

    // Made once: a stateless server makes its options, and puts the filters in, for each request.
    private readonly McpRequestFilter<SubscribeRequestParams, EmptyResult> _subscribe;
    private readonly McpRequestFilter<CompleteRequestParams, CompleteResult> _complete;
    private readonly McpMessageFilter _method;

    public UnfilteredRequests(ScopeOptions options, OperationRequirements requirements, OperationAuthorizer authorizer)
    {
        _hasEntries = options.DenyUnmapped || options.Operations.Any(entry => entry.Prompt is not null || entry.Resource is not null);
        _requirements = requirements;
        _authorizer = authorizer;
        _subscribe = next => (context, cancellationToken) => RunAsync(context, McpOperation.Of(context.Params), next, cancellationToken);
        _complete = next => (context, cancellationToken) => RunAsync(context, McpOperation.Of(context.Params), next, cancellationToken);
        _method = next => async (context, cancellationToken) =>
        {
            if (context.JsonRpcMessage is JsonRpcRequest request)
            {
                await CheckAsync(context, _requirements.OfMethod(request.Method));
            }

            await next(context, cancellationToken);
        };
    }

    /// <summary>Puts the gate before the application's own filters, none of which is to see what is not allowed.</summary>
    /// <param name="options">The server's.</param>
    /// <param name="hasGuarded">Whether the server may have a prompt or a resource with something to authorize.</param>
    public void PostConfigure(McpServerOptions options, bool hasGuarded)
    {
        if (_requirements.JudgesMethods)
        {
            options.Filters.Message.IncomingFilters.Insert(0, _method);
        }

        if (!hasGuarded && !_hasEntries)
        {
            return;
        }

        options.Filters.Request.SubscribeToResourcesFilters.Insert(0, _subscribe);
        options.Filters.Request.CompleteFilters.Insert(0, _complete);

        // The application can have one object of handlers for the options of all requests.
        if (options.Handlers.SubscriptionsListenHandler is { Target: not GuardedListening } listen)
        {
            options.Handlers.SubscriptionsListenHandler = new GuardedListening(this, listen).RunAsync;
        }
    }

    private async ValueTask<TResult> RunAsync<TParams, TResult>(
        RequestContext<TParams> context,
        McpOperation operation,
        McpRequestHandler<TParams, TResult> next,
        CancellationToken cancellationToken)
    {
        await CheckAsync(context, _requirements.Of(operation, context.Server.ServerOptions));
        return await next(context, cancellationToken);
    }

    private async ValueTask CheckAsync(MessageContext context, OperationRequirement requirement)
    {
        if (await _authorizer.RefusesAsync(context.User ?? new ClaimsPrincipal(), requirement, context.Services!, context))
        {
            throw new McpProtocolException($"Access forbidden: this request needs the scopes '{string.Join(' ', requirement.Scopes)}'.", McpErrorCode.InvalidRequest);
        }
    }

    // The SDK has no filters for this one.
    private sealed class GuardedListening(UnfilteredRequests gate, McpRequestHandler<SubscriptionsListenRequestParams, EmptyResult> next)
    {
        public ValueTask<EmptyResult> RunAsync(RequestContext<SubscriptionsListenRequestParams> context, CancellationToken cancellationToken) =>
            gate.RunAsync(context, McpOperation.Of(context.Params), next, cancellationToken);
    }
}
