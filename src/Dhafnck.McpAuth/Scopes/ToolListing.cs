using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// Lists the tools that the principal may call. A stateless server puts its filters together anew for each request,
/// whatever it asks for, so this one keeps nothing but the next.
/// </summary>
internal static class ToolListing
{
    public static readonly McpRequestFilter<ListToolsRequestParams, ListToolsResult> Filter = static next => next.ListAsync;

    private static async ValueTask<ListToolsResult> ListAsync(
        this McpRequestHandler<ListToolsRequestParams, ListToolsResult> next,
        RequestContext<ListToolsRequestParams> context,
        CancellationToken cancellationToken)
    {
        var result = await next(context, cancellationToken);
        context.Services!.GetRequiredService<OperationFilters>().Hide(result, context.User);
        return result;
    }
}
