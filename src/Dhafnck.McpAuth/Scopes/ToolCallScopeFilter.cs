using System.Security.Claims;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>Makes <c>tools/call</c> need the scope of <see cref="ScopeOptions.ToolCall"/>, whoever serves the tool.</summary>
internal sealed class ToolCallScopeFilter(ScopeOptions options) : IPostConfigureOptions<McpServerOptions>
{
    public void PostConfigure(string? name, McpServerOptions server)
    {
        if (options.ToolCall is not { Length: > 0 } scope)
        {
            return;
        }

        // In this pipeline, because it runs before a call becomes a task; first, because no filter should see a call without the scope.
#pragma warning disable MCPEXP002
        server.Filters.Request.CallToolWithAlternateFilters.Insert(0, async (context, next, cancellationToken) =>
            ScopeClaims.Has(context.User ?? new ClaimsPrincipal(), scope)
                ? await next(context, cancellationToken)
                : throw new McpProtocolException($"Access forbidden: tools/call needs the scope '{scope}'.", McpErrorCode.InvalidRequest));
#pragma warning restore MCPEXP002
    }
}
