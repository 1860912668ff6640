using System.Buffers;
using System.Collections.Concurrent;
using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Checks, authorizes and counts the calls of tools, as the SDK's filters see them.</summary>
#pragma warning disable MCPEXP002 // Around everything, so that a call refused by another filter is counted too.
internal sealed class ToolUse : IPostConfigureOptions<McpServerOptions>
{
    /// <summary>What all names count as that no tool has.</summary>
    public const string Unknown = "(unknown)";

    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(char.MinValue, 256).Select(code => (char)code).Where(char.IsControl)]);

    private const int MaximumLength = 128;
    private const int MaximumHandled = 1000;

    // The tools that a handler serves have no object to match; that one succeeded is how it is known to be there.
    private readonly ConcurrentDictionary<string, bool> _handled = new(StringComparer.Ordinal);

    private readonly TokenActivities _activities;
    private readonly OperationFilters _operations;
    private readonly AuthorizationFilters _authorization;
    private readonly ICallFollower _calls;
    private readonly McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>> _filter;

    public ToolUse(TokenActivities activities, OperationFilters operations, AuthorizationFilters authorization, ICallFollower calls)
    {
        _activities = activities;
        _operations = operations;
        _authorization = authorization;
        _calls = calls;
        _filter = CountAsync;
    }

    public void PostConfigure(string? name, McpServerOptions server) =>
        server.Filters.Request.CallToolWithAlternateFilters.Insert(0, _filter);

    private ValueTask<ResultOrAlternate<CallToolResult>> CountAsync(
        RequestContext<CallToolRequestParams> context,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken)
    {
        _calls.Note(context.JsonRpcRequest, context.User);
        ValueTask<ResultOrAlternate<CallToolResult>> running;
        try
        {
            // Here and not in filters of their own, for each costs every request of a stateless server.
            _operations.CheckTool(context);
            running = _authorization.CallAsync(context, next, cancellationToken);
        }
        catch (Exception exception)
        {
            Count(context, exception);
            throw;
        }

        return running.IsCompletedSuccessfully ? new(Count(context, running.Result)) : CountAsync(context, running);
    }

    private async ValueTask<ResultOrAlternate<CallToolResult>> CountAsync(RequestContext<CallToolRequestParams> context, ValueTask<ResultOrAlternate<CallToolResult>> running)
    {
        try
        {
            return Count(context, await running);
        }
        catch (Exception exception)
        {
            Count(context, exception);
            throw;
        }
    }

    private ResultOrAlternate<CallToolResult> Count(RequestContext<CallToolRequestParams> context, ResultOrAlternate<CallToolResult> result)
    {
        Count(context, result.Result is { IsError: true } ? UsageOutcome.Failed : UsageOutcome.Succeeded);
        return result;
    }

    private void Count(RequestContext<CallToolRequestParams> context, Exception exception) =>
        Count(context, exception is McpProtocolException { ErrorCode: McpErrorCode.InvalidRequest } ? UsageOutcome.Forbidden : UsageOutcome.Failed);

    private void Count(RequestContext<CallToolRequestParams> context, UsageOutcome outcome)
    {
        if (ScopeClaims.FindTokenId(context.User) is { } tokenId)
        {
            var tool = context.Params?.Name is { } name && IsServed(name, context.MatchedPrimitive, outcome) ? name : Unknown;
            _activities.Count(tokenId, tool, outcome, context.User as ICountedPrincipal);
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
#pragma warning restore MCPEXP002
