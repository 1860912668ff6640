using System.Buffers;
using System.Collections.Concurrent;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Scopes.Sdk;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>Counts tool calls for the token that they were made with.</summary>
internal sealed class ToolCounts(TokenActivities activities) : IToolCallCounter
{
    /// <summary>The name under which calls to unknown tools are counted.</summary>
    public const string Unknown = "(unknown)";

    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(char.MinValue, 256).Select(code => (char)code).Where(char.IsControl)]);

    private const int MaximumLength = 128;
    private const int MaximumHandled = 1000;

    // A tool served by a handler has no McpServerTool to match. Its name is accepted after its first successful call.
    private readonly ConcurrentDictionary<string, bool> _handled = new(StringComparer.Ordinal);

    public void Count(RequestContext<CallToolRequestParams> context, CallToolResult? result) =>
        Count(context, result is { IsError: true } ? UsageOutcome.Failed : UsageOutcome.Succeeded);

    public void Count(RequestContext<CallToolRequestParams> context, Exception exception) =>
        Count(context, exception is McpProtocolException { ErrorCode: McpErrorCode.InvalidRequest } ? UsageOutcome.Forbidden : UsageOutcome.Failed);

    private void Count(RequestContext<CallToolRequestParams> context, UsageOutcome outcome)
    {
        if (ScopeClaims.FindTokenId(context.User) is { } tokenId)
        {
            var tool = context.Params?.Name is { } name && IsServed(name, context.MatchedPrimitive, outcome) ? name : Unknown;
            activities.Count(tokenId, tool, outcome, context.User as ICountedPrincipal);
        }
    }

    private bool IsServed(string tool, IMcpServerPrimitive? matched, UsageOutcome outcome)
    {
        if (tool.Length is 0 or > MaximumLength || tool.AsSpan().ContainsAny(ControlCharacters))
        {
            return false;
        }

        return matched is not null
            || _handled.ContainsKey(tool)
            || (outcome == UsageOutcome.Succeeded && _handled.Count < MaximumHandled && _handled.TryAdd(tool, true));
    }
}
