namespace Dhafnck.McpAuth.Bearer;

/// <summary>How an endpoint speaks MCP, which says where a request names its session.</summary>
internal enum McpTransport
{
    /// <summary>It does not: the endpoint is not the SDK's.</summary>
    None,

    /// <summary>Streamable HTTP: the header <c>Mcp-Session-Id</c>.</summary>
    StreamableHttp,

    /// <summary>HTTP with SSE, of protocol version 2024-11-05: the parameter <c>sessionId</c> of the address that messages are sent to.</summary>
    LegacySse,
}
