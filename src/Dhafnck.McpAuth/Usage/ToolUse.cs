using System.Collections.Concurrent;
using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Counts the calls of tools, as the SDK's filters see them.</summary>
internal sealed class ToolUse(TokenActivities activities) : IPostConfigureOptions<McpServerOptions>
{
    /// <summary>What all names count as that no tool has.</summary>
    public const string Unknown = "(unknown)";

    private const int MaximumLength = 128;
    private const int MaximumHandled = 1000;

    // The tools that a handler serves have no object to match; that one succeeded is how it is known to be there.
    private readonly ConcurrentDictionary<string, bool> _handled = new(StringComparer.Ordinal);

    public void PostConfigure(string? name, McpServerOptions server) =>
#pragma warning disable MCPEXP002 // Around everything, so that a call refused by another filter is counted too.
        server.Filters.Request.CallToolWithAlternateFilters.Insert(0, async (context, next, cancellationToken) =>
        {
            var outcome = UsageOutcome.Failed;
            try
            {
                var result = await next(context, cancellationToken);
                outcome = result.Result is { IsError: true } ? UsageOutcome.Failed : UsageOutcome.Succeeded;
                return result;
            }
            catch (McpProtocolException exception) when (exception.ErrorCode == McpErrorCode.InvalidRequest)
            {
                outcome = UsageOutcome.Forbidden;
                throw;
            }
            finally
            {
                if (ScopeClaims.FindTokenId(context.User) is { } tokenId)
                {
                    activities.Count(tokenId, context.Params?.Name is { } tool && IsServed(tool, context.MatchedPrimitive, outcome) ? tool : Unknown, outcome);
                }
            }
        });
#pragma warning restore MCPEXP002

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
