using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>
/// Has the protected resource metadata name this server, and tokens for its resources be accepted. It runs before the core fills in
/// its own defaults, which depend on both.
/// </summary>
internal sealed class ResourceSetup(IOptions<AuthorizationServerOptions> options) : IPostConfigureOptions<McpAuthOptions>
{
    public void PostConfigure(string? name, McpAuthOptions mcpAuth)
    {
        // Without it, the start check explains what is missing.
        if (mcpAuth.Resource.PublicUrl is not { } publicUrl || !Uri.TryCreate(publicUrl, UriKind.Absolute, out _))
        {
            return;
        }

        var issuer = ServerAddress.IssuerOf(publicUrl);
        if (!mcpAuth.Resource.AuthorizationServers.Contains(issuer, StringComparer.Ordinal))
        {
            mcpAuth.Resource.AuthorizationServers.Insert(0, issuer);
        }

        // New tokens are issued for the first audience unless they name another, so the default stays the first one.
        if (mcpAuth.Jwt.Audiences.Count == 0)
        {
            mcpAuth.Jwt.Audiences.Add(JwtOptions.DefaultAudience);
        }

        foreach (var resource in ServerAddress.ResourcesOf(publicUrl, options.Value).Except(mcpAuth.Jwt.Audiences, StringComparer.Ordinal).ToList())
        {
            mcpAuth.Jwt.Audiences.Add(resource);
        }
    }
}
