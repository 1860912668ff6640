using Dhafnck.McpAuth.Scopes.Operations;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>
/// Handles every tool call inside the SDK: tracks it, checks the configured entries and the attributes, runs the tool, and
/// counts the outcome. A single filter does all of this, because each filter adds a cost to every request of a stateless
/// server.
/// </summary>
#pragma warning disable MCPEXP002 // The outermost filter, so that a call that another filter refuses is counted too.
internal sealed class ToolCalls : IPostConfigureOptions<McpServerOptions>
{
    private readonly ICallFollower _calls;
    private readonly OperationCheck _check;
    private readonly GuardedPrimitives _guarded;
    private readonly SdkAuthorization _authorization;
    private readonly IToolCallCounter _counter;

    // Cached: a stateless server creates its options for each request.
    private readonly McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>> _filter;

    public ToolCalls(ICallFollower calls, OperationCheck check, GuardedPrimitives guarded, SdkAuthorization authorization, IToolCallCounter counter)
    {
        _calls = calls;
        _check = check;
        _guarded = guarded;
        _authorization = authorization;
        _counter = counter;
        _filter = CallAsync;
    }

    public void PostConfigure(string? name, McpServerOptions options) => options.Filters.Request.CallToolWithAlternateFilters.Insert(0, _filter);

    private async ValueTask<ResultOrAlternate<CallToolResult>> CallAsync(
        RequestContext<CallToolRequestParams> context,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken)
    {
        _calls.Note(context.JsonRpcRequest, context.User);
        try
        {
            if (_check.GuardsTools)
            {
                _check.Demand(McpOperationKind.Tool, context.Params?.Name, context.MatchedPrimitive, context.User);
            }

            // The SDK's filter allocates a dictionary for each call, so it is skipped for tools that require no authorization.
            var result = await (_guarded.IsOpen(context.MatchedPrimitive) ? next(context, cancellationToken) : _authorization.CallAsync(context, next, cancellationToken));
            _counter.Count(context, result.Result);
            return result;
        }
        catch (Exception exception)
        {
            _counter.Count(context, exception);
            throw;
        }
    }
}
#pragma warning restore MCPEXP002
