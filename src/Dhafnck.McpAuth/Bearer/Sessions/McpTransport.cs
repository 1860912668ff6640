namespace Dhafnck.McpAuth.Bearer.Sessions;

/// <summary>The MCP transport of an endpoint, which determines where a request names its session.</summary>
internal enum McpTransport
{
    /// <summary>None: the endpoint is not the SDK's.</summary>
    None,

    /// <summary>Streamable HTTP: the session is in the <c>Mcp-Session-Id</c> header.</summary>
    StreamableHttp,

    /// <summary>HTTP with SSE, of protocol version 2024-11-05: the session is in the <c>sessionId</c> query parameter of the message URL.</summary>
    LegacySse,
}
