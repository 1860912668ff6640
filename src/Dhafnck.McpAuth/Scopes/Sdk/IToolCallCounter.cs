using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>Counts tool calls by outcome.</summary>
internal interface IToolCallCounter
{
    /// <summary>Counts a call that returned.</summary>
    /// <param name="context">The SDK's request.</param>
    /// <param name="result">The result, which can report an error; <see langword="null"/> if the tool returned an alternate response.</param>
    void Count(RequestContext<CallToolRequestParams> context, CallToolResult? result);

    /// <summary>Counts a call that was refused or that failed.</summary>
    void Count(RequestContext<CallToolRequestParams> context, Exception exception);
}
