using System.Collections.Frozen;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>
/// The protocol's request methods that clients send. An SDK release with a new method fails a test until its requirements
/// are decided.
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
#pragma warning disable MCP9005 // Deprecated, but clients of earlier protocol versions still send it.
            RequestMethods.LoggingSetLevel,
#pragma warning restore MCP9005
        ]);

    /// <summary>Whether the protocol defines the method. Any other method belongs to the application or to an extension.</summary>
    public static bool Has(string method) => All.Contains(method);

    /// <summary>Whether the method only discovers what the server offers.</summary>
    public static bool IsDiscovery(string method) => Discovering.Contains(method);
}
