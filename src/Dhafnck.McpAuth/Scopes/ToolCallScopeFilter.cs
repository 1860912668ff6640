using System.Security.Claims;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>Makes <c>tools/call</c> need the scope of <see cref="ScopeOptions.ToolCall"/>, whoever serves the tool.</summary>
#pragma warning disable MCPEXP002 // In this pipeline, because it runs before a call becomes a task.
internal sealed class ToolCallScopeFilter : IPostConfigureOptions<McpServerOptions>
{
    private readonly McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>>? _filter;

    public ToolCallScopeFilter(ScopeOptions options)
    {
        if (options.ToolCall is { Length: > 0 } scope)
        {
            _filter = (context, next, cancellationToken) => ScopeClaims.Has(context.User ?? new ClaimsPrincipal(), scope)
                ? next(context, cancellationToken)
                : throw new McpProtocolException($"Access forbidden: tools/call needs the scope '{scope}'.", McpErrorCode.InvalidRequest);
        }
    }

    public void PostConfigure(string? name, McpServerOptions server)
    {
        // First, because no filter should see a call without the scope.
        if (_filter is not null)
        {
            server.Filters.Request.CallToolWithAlternateFilters.Insert(0, _filter);
        }
    }
}
#pragma warning restore MCPEXP002
