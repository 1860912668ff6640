using ModelContextProtocol.AspNetCore;

namespace TokenServer.Setup;

/// <summary>Whether this process keeps MCP sessions. Without them, every request can go to any instance.</summary>
internal static class Sessions
{
    // About 15 MB. A session with an open request, such as a stream of GET /mcp/sse, is not idle and never ends because of others.
    private const int IdleSessions = 1000;

    private const string AllowCallsWithoutSession = "ModelContextProtocol.AspNetCore.AllowNewSessionForNonInitializeRequests";

    /// <summary>
    /// Makes the server stateless, unless the setting <c>LegacySse</c> is on: the guide's <c>GET /mcp/sse</c> needs sessions in the
    /// memory of one process. By default it is on in Development only.
    /// </summary>
    public static void Configure(HttpServerTransportOptions options, WebApplicationBuilder builder)
    {
        options.SessionMode = HttpServerSessionMode.Stateless;
        if (!builder.Configuration.GetValue("LegacySse", builder.Environment.IsDevelopment()))
        {
            return;
        }

        options.SessionMode = HttpServerSessionMode.StatefulForInitializeClients;
#pragma warning disable MCP9004, MCP9006 // The guide promises GET /mcp/sse, which is legacy and needs sessions.
        options.EnableLegacySse = true;
        options.IdleTimeout = TimeSpan.FromMinutes(1);
        options.MaxIdleSessionCount = IdleSessions;
#pragma warning restore MCP9004, MCP9006

        // Lets clients post a tools/call without a session, as to a stateless server. Each such call makes a session, which ends
        // when it has been idle, or when a thousand others are. The SDK reads this switch once, before the first request.
        AppContext.SetSwitch(AllowCallsWithoutSession, true);
    }
}
