using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>The operation that a client's message requests.</summary>
/// <param name="Method">The method of the request; empty when the message is not a request.</param>
/// <param name="Kind">The kind of target.</param>
/// <param name="Names">The name of the tool or prompt, or the URIs of the resources; empty when the message names none.</param>
internal readonly record struct McpOperation(string Method, McpOperationKind Kind, params IReadOnlyList<string> Names)
{
    /// <summary>Not a request: a notification or a response.</summary>
    public static readonly McpOperation None = Of("");

    /// <summary>A request whose target has no scopes of its own.</summary>
    public static McpOperation Of(string method) => new(method, McpOperationKind.Other);

    public static McpOperation Of(CallToolRequestParams? parameters) => new(RequestMethods.ToolsCall, McpOperationKind.Tool, Known(parameters?.Name));

    public static McpOperation Of(GetPromptRequestParams? parameters) => new(RequestMethods.PromptsGet, McpOperationKind.Prompt, Known(parameters?.Name));

    public static McpOperation Of(ReadResourceRequestParams? parameters) => new(RequestMethods.ResourcesRead, McpOperationKind.Resource, Known(parameters?.Uri));

    public static McpOperation Of(SubscribeRequestParams? parameters) => new(RequestMethods.ResourcesSubscribe, McpOperationKind.Resource, Known(parameters?.Uri));

    public static McpOperation Of(SubscriptionsListenRequestParams? parameters) =>
        new(RequestMethods.SubscriptionsListen, McpOperationKind.Resource, [.. (parameters?.Notifications?.ResourceSubscriptions ?? []).OfType<string>()]);

    public static McpOperation Of(CompleteRequestParams? parameters) => parameters?.Ref switch
    {
        PromptReference prompt => new(RequestMethods.CompletionComplete, McpOperationKind.Prompt, Known(prompt.Name)),
        ResourceTemplateReference resource => new(RequestMethods.CompletionComplete, McpOperationKind.Resource, Known(resource.Uri)),
        _ => Of(RequestMethods.CompletionComplete),
    };

    private static string[] Known(string? name) => name is null ? [] : [name];
}
