using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>Lists the tools that the principal may call.</summary>
internal sealed class ToolListing(McpRequestHandler<ListToolsRequestParams, ListToolsResult> next)
{
    // A stateless server puts its filters together anew for each request, whatever it asks for; bound to the argument of a
    // static method, in the place of an object, this delegate took a microsecond of each.
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
