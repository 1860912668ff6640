using System.ComponentModel;
using System.Security.Claims;
using ModelContextProtocol.Server;

namespace CustomStore;

internal sealed class UserTools
{
    [McpServerTool(Name = "whoami", ReadOnly = true)]
    [Description("Says whose token is used.")]
    public static string WhoAmI(ClaimsPrincipal user) => user.FindFirst("sub")?.Value ?? "nobody";
}
