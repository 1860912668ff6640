using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>Lists the tools that the principal may call.</summary>
internal sealed class ToolListing(McpRequestHandler<ListToolsRequestParams, ListToolsResult> next)
{
    public static readonly McpRequestFilter<ListToolsRequestParams, ListToolsResult> Filter = static next => new ToolListing(next).ListAsync;

    private async ValueTask<ListToolsResult> ListAsync(
        RequestContext<ListToolsRequestParams> context,
        CancellationToken cancellationToken)
    {
        var result = await next(context, cancellationToken);
        context.Services!.GetRequiredService<OperationFilters>().Hide(result, context.User);
        return result;
    }
}
