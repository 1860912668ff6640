using Dhafnck.McpAuth.Scopes.Operations;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>
/// Applies <see cref="OperationCheck"/> to prompts, resources and lists, before the application's filters, so that they
/// never see unauthorized items. <see cref="ToolCalls"/> checks tool calls.
/// </summary>
internal sealed class OperationFilters : IPostConfigureOptions<McpServerOptions>
{
    private readonly OperationCheck _check;

    // Cached: a stateless server creates its options for each request.
    private readonly McpRequestFilter<GetPromptRequestParams, GetPromptResult> _getPrompt;
    private readonly McpRequestFilter<ReadResourceRequestParams, ReadResourceResult> _readResource;
    private readonly McpRequestFilter<ListToolsRequestParams, ListToolsResult> _tools;
    private readonly McpRequestFilter<ListPromptsRequestParams, ListPromptsResult> _prompts;
    private readonly McpRequestFilter<ListResourcesRequestParams, ListResourcesResult> _resources;
    private readonly McpRequestFilter<ListResourceTemplatesRequestParams, ListResourceTemplatesResult> _templates;

    public OperationFilters(OperationCheck check)
    {
        _check = check;
        _getPrompt = next => (context, cancellationToken) =>
        {
            check.Demand(McpOperationKind.Prompt, context.Params?.Name, context.MatchedPrimitive, context.User);
            return next(context, cancellationToken);
        };
        _readResource = next => (context, cancellationToken) =>
        {
            check.Demand(McpOperationKind.Resource, context.Params?.Uri, context.MatchedPrimitive, context.User);
            return next(context, cancellationToken);
        };
        _tools = Hiding<ListToolsRequestParams, ListToolsResult, Tool>(McpOperationKind.Tool, result => result.Tools, tool => tool.Name);
        _prompts = Hiding<ListPromptsRequestParams, ListPromptsResult, Prompt>(McpOperationKind.Prompt, result => result.Prompts, prompt => prompt.Name);
        _resources = Hiding<ListResourcesRequestParams, ListResourcesResult, Resource>(McpOperationKind.Resource, result => result.Resources, resource => resource.Uri);
        _templates = Hiding<ListResourceTemplatesRequestParams, ListResourceTemplatesResult, ResourceTemplate>(
            McpOperationKind.Resource,
            result => result.ResourceTemplates,
            template => template.UriTemplate);
    }

    public void PostConfigure(string? name, McpServerOptions options)
    {
        var filters = options.Filters.Request;
        if (_check is { GuardsTools: true, Hides: true })
        {
            filters.ListToolsFilters.Insert(0, _tools);
        }

        if (_check.GuardsOthers)
        {
            filters.GetPromptFilters.Insert(0, _getPrompt);
            filters.ReadResourceFilters.Insert(0, _readResource);
        }

        if (_check is { GuardsOthers: true, Hides: true })
        {
            filters.ListPromptsFilters.Insert(0, _prompts);
            filters.ListResourcesFilters.Insert(0, _resources);
            filters.ListResourceTemplatesFilters.Insert(0, _templates);
        }
    }

    private McpRequestFilter<TParams, TResult> Hiding<TParams, TResult, TItem>(McpOperationKind kind, Func<TResult, IList<TItem>> items, Func<TItem, string> name) =>
        next => async (context, cancellationToken) =>
        {
            var result = await next(context, cancellationToken);
            _check.Hide(items(result), kind, name, context.User);
            return result;
        };
}
