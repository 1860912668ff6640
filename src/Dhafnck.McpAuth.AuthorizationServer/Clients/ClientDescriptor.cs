using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>Describes a client that nobody has verified to OpenIddict: authorization code with PKCE, refresh, and no secret.</summary>
internal static class ClientDescriptor
{
    /// <summary>Describes the client.</summary>
    /// <param name="clientId">The identifier.</param>
    /// <param name="name">The name that the client gives itself.</param>
    /// <param name="redirectUris">The redirect URIs, valid by <see cref="RedirectUri"/>.</param>
    /// <param name="keys">The keys with which it authenticates; <see langword="null"/> for a public client.</param>
    /// <param name="canRefresh">Whether the client takes refresh tokens.</param>
    public static OpenIddictApplicationDescriptor Of(string clientId, string name, IReadOnlyList<string> redirectUris, JsonWebKeySet? keys, bool canRefresh)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = clientId,
            DisplayName = name,
            ApplicationType = IsNative(redirectUris) ? ApplicationTypes.Native : ApplicationTypes.Web,
            ClientType = keys is null ? ClientTypes.Public : ClientTypes.Confidential,
            ConsentType = ConsentTypes.Explicit,
            JsonWebKeySet = keys,
            Permissions =
            {
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.Token,
                Permissions.Endpoints.Revocation,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.ResponseTypes.Code,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };

        if (canRefresh)
        {
            descriptor.Permissions.Add(Permissions.GrantTypes.RefreshToken);
        }

        // OpenIddict accepts any port for a loopback URI of a native application that is stored without one (RFC 8252 section 7.3).
        foreach (var uri in redirectUris.Concat(redirectUris.Select(LoopbackRedirectUri.WithoutPort).OfType<string>()).Distinct())
        {
            descriptor.RedirectUris.Add(new Uri(uri));
        }

        return descriptor;
    }

    /// <summary>Whether a client with these redirect URIs runs on the user's device.</summary>
    public static bool IsNative(IEnumerable<string> redirectUris) => redirectUris.Any(uri => !uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
}
