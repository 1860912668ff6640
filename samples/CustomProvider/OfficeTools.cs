using System.ComponentModel;
using System.Security.Claims;
using ModelContextProtocol.Server;

namespace CustomProvider;

internal sealed class OfficeTools
{
    [McpServerTool(Name = "whoami", ReadOnly = true)]
    [Description("Says whose token this is, and what it is called.")]
    public static string Me(ClaimsPrincipal user) => $"{user.FindFirst("sub")?.Value}, by the token '{user.Identity?.Name}'";
}
