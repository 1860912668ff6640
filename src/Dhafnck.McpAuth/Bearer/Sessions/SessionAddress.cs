using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Sessions;

/// <summary>Reads which session a request continues, from the same places as the SDK and from no others.</summary>
internal static class SessionAddress
{
    private const string SessionIdHeader = "Mcp-Session-Id";
    private const string ProtocolVersionHeader = "MCP-Protocol-Version";
    private const string LegacySessionIdParameter = "sessionId";

    // From this version on there are no sessions, and the header is ignored. Versions are dates, so an ordinal comparison orders them.
    private const string FirstVersionWithoutSessions = "2026-07-28";

    /// <summary>The session's identifier; empty when the request names no session.</summary>
    public static string SessionIdOf(HttpRequest request, McpTransport transport) => transport switch
    {
        McpTransport.StreamableHttp when HasSessions(request.Headers[ProtocolVersionHeader].ToString()) => request.Headers[SessionIdHeader].ToString(),
        McpTransport.LegacySse when HttpMethods.IsPost(request.Method) => request.Query[LegacySessionIdParameter].ToString(),
        _ => "",
    };

    /// <summary>The path that the endpoints of one <c>MapMcp()</c> call share, with route parameter values filled in.</summary>
    public static ReadOnlySpan<char> ResourcePathOf(HttpRequest request, McpTransport transport)
    {
        var path = request.Path.Value.AsSpan().TrimEnd('/');

        // The last segment is "sse" or "message".
        return transport == McpTransport.LegacySse ? path[..Math.Max(0, path.LastIndexOf('/'))].TrimEnd('/') : path;
    }

    private static bool HasSessions(string version) => string.CompareOrdinal(version, FirstVersionWithoutSessions) < 0;
}
