using System.Collections.Concurrent;
using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Counts the calls of tools, as the SDK's filters see them.</summary>
#pragma warning disable MCPEXP002 // Around everything, so that a call refused by another filter is counted too.
internal sealed class ToolUse : IPostConfigureOptions<McpServerOptions>
{
    /// <summary>What all names count as that no tool has.</summary>
    public const string Unknown = "(unknown)";

    private const int MaximumLength = 128;
    private const int MaximumHandled = 1000;

    // The tools that a handler serves have no object to match; that one succeeded is how it is known to be there.
    private readonly ConcurrentDictionary<string, bool> _handled = new(StringComparer.Ordinal);

    private readonly TokenActivities _activities;
    private readonly McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>> _filter;

    public ToolUse(TokenActivities activities)
    {
        _activities = activities;
        _filter = CountAsync;
    }

    public void PostConfigure(string? name, McpServerOptions server) =>
        server.Filters.Request.CallToolWithAlternateFilters.Insert(0, _filter);

    private async ValueTask<ResultOrAlternate<CallToolResult>> CountAsync(
        RequestContext<CallToolRequestParams> context,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken)
    {
        try
        {
            var result = await next(context, cancellationToken);
            Count(context, result.Result is { IsError: true } ? UsageOutcome.Failed : UsageOutcome.Succeeded);
            return result;
        }
        catch (Exception exception)
        {
            Count(context, exception is McpProtocolException { ErrorCode: McpErrorCode.InvalidRequest } ? UsageOutcome.Forbidden : UsageOutcome.Failed);
            throw;
        }
    }

    private void Count(RequestContext<CallToolRequestParams> context, UsageOutcome outcome)
    {
        if (ScopeClaims.FindTokenId(context.User) is { } tokenId)
        {
            _activities.Count(tokenId, context.Params?.Name is { } tool && IsServed(tool, context.MatchedPrimitive, outcome) ? tool : Unknown, outcome);
        }
    }

    private bool IsServed(string tool, IMcpServerPrimitive? matched, UsageOutcome outcome)
    {
        if (tool.Length is 0 or > MaximumLength || tool.Any(char.IsControl))
        {
            return false;
        }

        return matched is not null
            || _handled.ContainsKey(tool)
            || (outcome == UsageOutcome.Succeeded && _handled.Count < MaximumHandled && _handled.TryAdd(tool, true));
    }
}
#pragma warning restore MCPEXP002
