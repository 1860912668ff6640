using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>
/// Restores the items that the SDK's filters remove from lists, when <see cref="ScopeOptions.HideUnauthorized"/> is
/// <see langword="false"/>.
/// </summary>
internal static class FullLists
{
    /// <summary>Wraps the SDK's list filters, which must be the first ones.</summary>
    public static void Add(McpRequestFilters request)
    {
        Wrap<ListToolsRequestParams, ListToolsResult, Tool>(request.ListToolsFilters, result => result.Tools);
        Wrap<ListPromptsRequestParams, ListPromptsResult, Prompt>(request.ListPromptsFilters, result => result.Prompts);
        Wrap<ListResourcesRequestParams, ListResourcesResult, Resource>(request.ListResourcesFilters, result => result.Resources);
        Wrap<ListResourceTemplatesRequestParams, ListResourceTemplatesResult, ResourceTemplate>(request.ListResourceTemplatesFilters, result => result.ResourceTemplates);
    }

    private static void Wrap<TParams, TResult, TItem>(IList<McpRequestFilter<TParams, TResult>> filters, Func<TResult, IList<TItem>> items)
    {
        var key = $"Dhafnck.McpAuth.All{typeof(TItem).Name}";
        filters.Insert(1, next => async (context, cancellationToken) =>
        {
            var result = await next(context, cancellationToken);
            context.Items[key] = items(result).ToArray();
            return result;
        });
        filters.Insert(0, next => async (context, cancellationToken) =>
        {
            var result = await next(context, cancellationToken);
            if (context.Items.TryGetValue(key, out var all))
            {
                items(result).Clear();
                foreach (var item in (TItem[])all!)
                {
                    items(result).Add(item);
                }
            }

            return result;
        });
    }
}
