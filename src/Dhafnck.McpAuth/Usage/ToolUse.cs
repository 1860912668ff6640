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

            // A tool that is served by a handler has no object to match; that it answered is how it is known to be there.
            Count(context, isKnown: true, result.Result is { IsError: true } ? UsageOutcome.Failed : UsageOutcome.Succeeded);
            return result;
        }
        catch (Exception exception)
        {
            var outcome = exception is McpProtocolException { ErrorCode: McpErrorCode.InvalidRequest } ? UsageOutcome.Forbidden : UsageOutcome.Failed;
            Count(context, context.MatchedPrimitive is not null, outcome);
            throw;
        }
    }

    private void Count(RequestContext<CallToolRequestParams> context, bool isKnown, UsageOutcome outcome)
    {
        if (ScopeClaims.FindTokenId(context.User) is { } tokenId)
        {
            _activities.Count(tokenId, isKnown && context.Params?.Name is { Length: > 0 and <= MaximumLength } tool ? tool : Unknown, outcome);
        }
    }
}
#pragma warning restore MCPEXP002
