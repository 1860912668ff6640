using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>
/// The SDK's own authorization: its filters, which check the attributes of tools, prompts and resources, and its checks that
/// the filters are present. Both come from one options setup of the SDK, whose type is not public.
/// </summary>
#pragma warning disable MCPEXP002 // The SDK authorizes tool calls in this filter.
internal sealed class SdkAuthorization
{
    private readonly IConfigureOptions<McpServerOptions> _setup;
    private readonly McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>>? _call;

    /// <param name="setup">The SDK's options setup.</param>
    public SdkAuthorization(IConfigureOptions<McpServerOptions> setup)
    {
        _setup = setup;
        var options = new McpServerOptions();
        (setup as IPostConfigureOptions<McpServerOptions>)?.PostConfigure(Options.DefaultName, options);
        _call = options.Filters.Request.CallToolWithAlternateFilters.FirstOrDefault(IsOfSdk);
    }

    /// <summary>Calls a tool if the SDK's filter authorizes the principal.</summary>
    public ValueTask<ResultOrAlternate<CallToolResult>> CallAsync(
        RequestContext<CallToolRequestParams> context,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken) =>
        _call is null ? next(context, cancellationToken) : _call(context, next, cancellationToken);

    /// <summary>Adds the filters before the application's filters, so that they never see unauthorized items.</summary>
    public void AddFilters(McpServerOptions options)
    {
        var request = options.Filters.Request;
        var (tools, call) = (request.ListToolsFilters.Count, request.CallToolFilters.Count);
        var (prompts, prompt) = (request.ListPromptsFilters.Count, request.GetPromptFilters.Count);
        var (resources, templates, read) = (request.ListResourcesFilters.Count, request.ListResourceTemplatesFilters.Count, request.ReadResourceFilters.Count);
        _setup.Configure(options);
        MoveFirst(request.ListToolsFilters, tools);
        MoveFirst(request.CallToolFilters, call);
        MoveFirst(request.ListPromptsFilters, prompts);
        MoveFirst(request.GetPromptFilters, prompt);
        MoveFirst(request.ListResourcesFilters, resources);
        MoveFirst(request.ListResourceTemplatesFilters, templates);
        MoveFirst(request.ReadResourceFilters, read);
    }

    /// <summary>Adds the checks. <see cref="CallAsync"/> replaces the filter for tool calls that comes with them.</summary>
    public void AddChecks(string? name, McpServerOptions options)
    {
        (_setup as IPostConfigureOptions<McpServerOptions>)?.PostConfigure(name, options);
        var filters = options.Filters.Request.CallToolWithAlternateFilters;
        for (var index = filters.Count - 1; _call is not null && index >= 0; index--)
        {
            if (IsOfSdk(filters[index]))
            {
                filters.RemoveAt(index);
            }
        }
    }

    // If an SDK release creates the filter differently, it is not recognized and keeps its position.
    private bool IsOfSdk(McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>> filter) =>
        filter.Target?.GetType() == _setup.GetType();

    private static void MoveFirst<T>(IList<T> list, int from)
    {
        for (var (index, first) = (from, 0); index < list.Count; index++, first++)
        {
            var item = list[index];
            list.RemoveAt(index);
            list.Insert(first, item);
        }
    }
}
#pragma warning restore MCPEXP002
