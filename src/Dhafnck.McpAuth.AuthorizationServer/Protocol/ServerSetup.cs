using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Server;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Configures what depends on the application's settings.</summary>
internal sealed class ServerSetup(ServerAddress address, GrantableScopes scopes, IOptions<AuthorizationServerOptions> settings) : IConfigureOptions<OpenIddictServerOptions>
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);

    public void Configure(OpenIddictServerOptions options)
    {
        options.Issuer = new Uri(address.Issuer);
        options.AuthorizationCodeLifetime = CodeLifetime;
        options.AccessTokenLifetime = settings.Value.AccessTokenLifetime;
        options.RefreshTokenLifetime = settings.Value.UnusedConnectionLifetime;

        // Other scopes are refused with invalid_scope, mcp:admin among them.
        options.Scopes.Clear();
        options.Scopes.UnionWith(scopes.Requestable);
        options.Scopes.Add(GrantableScopes.OfflineAccess);
    }
}
