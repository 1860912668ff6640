using System.Collections.Frozen;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The request methods of the protocol that a client sends. A release of the SDK that brings another one fails a test until
/// somebody decides what its requests need.
/// </summary>
internal static class McpMethods
{
    private static readonly FrozenSet<string> Discovering = FrozenSet.Create(
        StringComparer.Ordinal,
        RequestMethods.Initialize,
        RequestMethods.ServerDiscover,
        RequestMethods.Ping,
        RequestMethods.ToolsList,
        RequestMethods.PromptsList,
        RequestMethods.ResourcesList,
        RequestMethods.ResourcesTemplatesList);

    private static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            .. Discovering,
            RequestMethods.ToolsCall,
            RequestMethods.PromptsGet,
            RequestMethods.ResourcesRead,
            RequestMethods.ResourcesSubscribe,
            RequestMethods.ResourcesUnsubscribe,
            RequestMethods.SubscriptionsListen,
            RequestMethods.CompletionComplete,
#pragma warning disable MCP9005 // For as long as there are clients of the releases that have it.
            RequestMethods.LoggingSetLevel,
#pragma warning restore MCP9005
        ]);

    /// <summary>Whether the protocol has the method. Every other one is the application's own, or an extension's.</summary>
    public static bool Has(string method) => All.Contains(method);

    /// <summary>Whether the method only finds out what the server has.</summary>
    public static bool IsDiscovery(string method) => Discovering.Contains(method);
}
