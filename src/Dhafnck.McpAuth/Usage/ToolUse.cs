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

    public void PostConfigure(string? name, McpServerOptions server) =>
#pragma warning disable MCPEXP002 // Around everything, so that a call refused by another filter is counted too.
        server.Filters.Request.CallToolWithAlternateFilters.Insert(0, async (context, next, cancellationToken) =>
        {
            var outcome = UsageOutcome.Failed;
            var isAnswered = false;
            try
            {
                var result = await next(context, cancellationToken);
                outcome = result.Result is { IsError: true } ? UsageOutcome.Failed : UsageOutcome.Succeeded;
                isAnswered = true;
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
                    // A tool that is served by a handler has no object to match; that it answered is how it is known to be there.
                    var tool = isAnswered || context.MatchedPrimitive is not null ? context.Params?.Name : null;
                    activities.Count(tokenId, tool is { Length: > 0 and <= MaximumLength } ? tool : Unknown, outcome);
                }
            }
        });
#pragma warning restore MCPEXP002
}
