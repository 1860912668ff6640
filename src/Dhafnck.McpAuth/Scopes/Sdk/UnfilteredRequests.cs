using System.Security.Claims;
using Dhafnck.McpAuth.Scopes.Operations;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>
/// The second check for requests that the SDK's authorization filters do not check: <c>resources/subscribe</c>,
/// <c>subscriptions/listen</c>, <c>completion/complete</c>, and methods of the application. It applies entries, attributes
/// and policies to the parameters that the SDK has parsed.
/// </summary>
internal sealed class UnfilteredRequests
{
    private readonly OperationRequirements _requirements;
    private readonly OperationAuthorizer _authorizer;

    // Cached: a stateless server creates its options for each request.
    private readonly McpRequestFilter<SubscribeRequestParams, EmptyResult> _subscribe;
    private readonly McpRequestFilter<CompleteRequestParams, CompleteResult> _complete;
    private readonly McpMessageFilter _method;

    public UnfilteredRequests(OperationRequirements requirements, OperationAuthorizer authorizer)
    {
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

    /// <summary>Adds the checks before the application's filters, so that they never see unauthorized items.</summary>
    /// <param name="options">The server's options.</param>
    /// <param name="hasGuarded">Whether the server may have a prompt or resource that requires authorization.</param>
    public void PostConfigure(McpServerOptions options, bool hasGuarded)
    {
        if (_requirements.JudgesMethods)
        {
            options.Filters.Message.IncomingFilters.Insert(0, _method);
        }

        if (!hasGuarded && !_requirements.JudgesPrompts && !_requirements.JudgesResources)
        {
            return;
        }

        options.Filters.Request.SubscribeToResourcesFilters.Insert(0, _subscribe);
        options.Filters.Request.CompleteFilters.Insert(0, _complete);

        // The application may share one handlers object between the options of all requests, so do not wrap it twice.
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
            throw requirement.Forbidden("this request");
        }
    }

    // The SDK has no filter for this method.
    private sealed class GuardedListening(UnfilteredRequests gate, McpRequestHandler<SubscriptionsListenRequestParams, EmptyResult> next)
    {
        public ValueTask<EmptyResult> RunAsync(RequestContext<SubscriptionsListenRequestParams> context, CancellationToken cancellationToken) =>
            gate.RunAsync(context, McpOperation.Of(context.Params), next, cancellationToken);
    }
}
