using System.ComponentModel;
using System.Security.Claims;
using ModelContextProtocol.Server;

namespace UpstreamSignIn;

internal sealed class ProfileTools
{
    [McpServerTool(Name = "whoami", ReadOnly = true), Description("Says which user of the identity provider the client acts for.")]
    public static string WhoAmI(ClaimsPrincipal user) => user.FindFirst("sub")!.Value;
}
