using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The SDK's authorization filters, and its checks that they were not forgotten, for servers that need them. A stateless
/// server makes its options anew for each request, and the filters with them, which costs as much as all the rest of
/// authentication; where no tool, prompt or resource of such a server has anything to authorize, it goes without.
/// </summary>
#pragma warning disable MCPEXP002 // Where the SDK authorizes the calls of tools.
internal sealed class AuthorizationFilters : IPostConfigureOptions<McpServerOptions>
{
    private readonly IConfigureOptions<McpServerOptions> _filters;
    private readonly ScopeOptions _scopes;
    private readonly UnfilteredRequests _unfiltered;
    private readonly Registered<McpServerTool> _tools;
    private readonly Registered<McpServerPrompt> _prompts;
    private readonly Registered<McpServerResource> _resources;
    private readonly HashSet<IMcpServerPrimitive> _openTools;
    private readonly McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>>? _call;
    private readonly bool _isPerRequest;

    /// <param name="filters">The SDK's own, which are both kinds of options.</param>
    /// <param name="transport">Says whether there are sessions.</param>
    /// <param name="scopes">Says whether lists show all.</param>
    /// <param name="unfiltered">Guards what the SDK's filters do not.</param>
    /// <param name="tools">The registered tools.</param>
    /// <param name="prompts">The registered prompts.</param>
    /// <param name="resources">The registered resources.</param>
    public AuthorizationFilters(
        IConfigureOptions<McpServerOptions> filters,
        IOptions<HttpServerTransportOptions> transport,
        ScopeOptions scopes,
        UnfilteredRequests unfiltered,
        IEnumerable<McpServerTool> tools,
        IEnumerable<McpServerPrompt> prompts,
        IEnumerable<McpServerResource> resources)
    {
        _filters = filters;
        _scopes = scopes;
        _unfiltered = unfiltered;
        _tools = new(tools);
        _prompts = new(prompts);
        _resources = new(resources);

        // By the object, whatever a tool of the application's own thinks it is equal to.
        _openTools = new(tools.Where(tool => !IsGuarded(tool)), ReferenceEqualityComparer.Instance);
        _call = CallFilterOf(filters);

        // What a session is given later is not known here, and what many sessions share can get more at any time.
        _isPerRequest = transport.Value is { SessionMode: HttpServerSessionMode.Stateless, ConfigureSessionOptions: null };
    }

    /// <summary>
    /// Calls a tool, if the SDK's filter lets the principal. The filter makes a dictionary for each call, and is not asked
    /// about tools of which it is known that everybody may call them.
    /// </summary>
    public ValueTask<ResultOrAlternate<CallToolResult>> CallAsync(
        RequestContext<CallToolRequestParams> context,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken) =>
        _call is null || (context.MatchedPrimitive is { } tool && _openTools.Contains(tool))
            ? next(context, cancellationToken)
            : _call(context, next, cancellationToken);

    public void PostConfigure(string? name, McpServerOptions options)
    {
        var hasUnfiltered = !_isPerRequest || IsAnyGuarded(options.PromptCollection, _prompts) || IsAnyGuarded(options.ResourceCollection, _resources);
        var isAnyGuarded = hasUnfiltered || IsAnyGuarded(options.ToolCollection, _tools);
        if (isAnyGuarded || MayExchange(options.Filters.Request))
        {
            (_filters as IPostConfigureOptions<McpServerOptions>)?.PostConfigure(name, options);
            TakeOver(options.Filters.Request.CallToolWithAlternateFilters);
        }

        if (isAnyGuarded)
        {
            AddFirst(options);
        }

        _unfiltered.PostConfigure(options, hasUnfiltered);
    }

    // A filter of the application can put a guarded prompt or resource in the place of an open one, which the checks refuse.
    private static bool MayExchange(McpRequestFilters request) => request is not { GetPromptFilters.Count: 0, ReadResourceFilters.Count: 0 };

    // Known by the object that it belongs to. Should the SDK make it otherwise one day, it stays where it is.
    private void TakeOver(IList<McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>>> filters)
    {
        for (var index = filters.Count - 1; _call is not null && index >= 0; index--)
        {
            if (filters[index].Target?.GetType() == _filters.GetType())
            {
                filters.RemoveAt(index);
            }
        }
    }

    private static McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>>? CallFilterOf(IConfigureOptions<McpServerOptions> filters)
    {
        var options = new McpServerOptions();
        (filters as IPostConfigureOptions<McpServerOptions>)?.PostConfigure(Options.DefaultName, options);
        return options.Filters.Request.CallToolWithAlternateFilters.FirstOrDefault(filter => filter.Target?.GetType() == filters.GetType());
    }

    // Before the application's own filters, none of which is to see what is not allowed.
    private void AddFirst(McpServerOptions options)
    {
        var request = options.Filters.Request;
        var (tools, call) = (request.ListToolsFilters.Count, request.CallToolFilters.Count);
        var (prompts, prompt) = (request.ListPromptsFilters.Count, request.GetPromptFilters.Count);
        var (resources, templates, read) = (request.ListResourcesFilters.Count, request.ListResourceTemplatesFilters.Count, request.ReadResourceFilters.Count);
        _filters.Configure(options);
        MoveFirst(request.ListToolsFilters, tools);
        MoveFirst(request.CallToolFilters, call);
        MoveFirst(request.ListPromptsFilters, prompts);
        MoveFirst(request.GetPromptFilters, prompt);
        MoveFirst(request.ListResourcesFilters, resources);
        MoveFirst(request.ListResourceTemplatesFilters, templates);
        MoveFirst(request.ReadResourceFilters, read);
        if (_scopes.HideUnauthorized == false)
        {
            ShowAll(request);
        }
    }

    // The SDK's filters take out of a list what is not allowed. Around them, it is put back in.
    private static void ShowAll(McpRequestFilters request)
    {
        ShowAll<ListToolsRequestParams, ListToolsResult, Tool>(request.ListToolsFilters, result => result.Tools);
        ShowAll<ListPromptsRequestParams, ListPromptsResult, Prompt>(request.ListPromptsFilters, result => result.Prompts);
        ShowAll<ListResourcesRequestParams, ListResourcesResult, Resource>(request.ListResourcesFilters, result => result.Resources);
        ShowAll<ListResourceTemplatesRequestParams, ListResourceTemplatesResult, ResourceTemplate>(request.ListResourceTemplatesFilters, result => result.ResourceTemplates);
    }

    private static void ShowAll<TParams, TResult, TItem>(IList<McpRequestFilter<TParams, TResult>> filters, Func<TResult, IList<TItem>> items)
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

    private static void MoveFirst<T>(IList<T> list, int from)
    {
        for (var (index, first) = (from, 0); index < list.Count; index++, first++)
        {
            var item = list[index];
            list.RemoveAt(index);
            list.Insert(first, item);
        }
    }

    // Most servers have what was registered and no more, so that nothing need be asked what it has to authorize.
    private static bool IsAnyGuarded<T>(McpServerPrimitiveCollection<T>? primitives, Registered<T> registered)
        where T : class, IMcpServerPrimitive =>
        registered.IsAnyGuarded || (primitives is not null && !registered.AreAllOf(primitives) && primitives.Any(primitive => IsGuarded(primitive)));

    private static bool IsGuarded(IMcpServerPrimitive primitive) =>
        primitive.Metadata.Any(metadata => metadata is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData);

    private sealed class Registered<T>(IEnumerable<T> primitives)
        where T : class, IMcpServerPrimitive
    {
        private readonly T[] _all = [.. primitives];

        public bool IsAnyGuarded { get; } = primitives.Any(primitive => IsGuarded(primitive));

        // By the object, for another one can have the name.
        public bool AreAllOf(McpServerPrimitiveCollection<T> primitives)
        {
            if (primitives.Count != _all.Length)
            {
                return false;
            }

            foreach (var primitive in _all)
            {
                if (!primitives.TryGetPrimitive(primitive.Id, out var other) || !ReferenceEquals(other, primitive))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
#pragma warning restore MCPEXP002
