using System.Security.Claims;
using ModelContextProtocol;

namespace TokenServer.Mcp;

internal static class Owner
{
    /// <summary>The user behind the token, whose data a tool works on.</summary>
    public static string Of(ClaimsPrincipal? user) =>
        user?.FindFirst("sub")?.Value ?? throw new McpException("The token has no subject.");
}
