using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>What a message of a client asks for.</summary>
/// <param name="Method">The method of the request; empty for what is no request.</param>
/// <param name="Kind">What sort of thing it reaches for.</param>
/// <param name="Names">The name of the tool or prompt, or the URIs of the resources; empty when the message does not say.</param>
internal readonly record struct McpOperation(string Method, McpOperationKind Kind, params IReadOnlyList<string> Names)
{
    /// <summary>No request: a notification or an answer.</summary>
    public static readonly McpOperation None = Of("");

    /// <summary>A request that reaches for nothing with scopes of its own.</summary>
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
