using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Assertions;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

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
        if (settings.Value.Workloads.Issuers.Count > 0)
        {
            AllowTokenExchange(options);
        }

        if (settings.Value.Enterprise.Issuers.Count > 0)
        {
            options.GrantTypes.Add(AssertionGrant.GrantType);
        }
    }

    private static void AllowTokenExchange(OpenIddictServerOptions options)
    {
        options.GrantTypes.Add(GrantTypes.TokenExchange);

        // Workloads have no registration. AnonymousClientCheck refuses everybody else who does not identify themselves.
        options.AcceptAnonymousClients = true;
        options.SubjectTokenTypes.Clear();
        options.SubjectTokenTypes.UnionWith([TokenTypeIdentifiers.IdentityToken, TokenTypeIdentifiers.GenericJsonWebToken]);
        options.ActorTokenTypes.Clear();
        options.RequestedTokenTypes.Clear();
        options.RequestedTokenTypes.Add(TokenTypeIdentifiers.AccessToken);
    }
}
