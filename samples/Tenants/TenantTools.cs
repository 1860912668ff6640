using System.ComponentModel;
using System.Security.Claims;
using ModelContextProtocol.Server;

namespace Tenants;

internal sealed class TenantTools
{
    // From the token, never from the URL: the caller can send any URL.
    [McpServerTool(Name = "which_tenant", ReadOnly = true)]
    [Description("Says which tenant is served.")]
    public static string WhichTenant(ClaimsPrincipal user) =>
        user.FindFirst("aud")?.Value ?? throw new InvalidOperationException("The token has no audience.");
}
