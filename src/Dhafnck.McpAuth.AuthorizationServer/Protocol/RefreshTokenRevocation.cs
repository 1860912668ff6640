using Dhafnck.McpAuth.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Ends the connection whose refresh token is revoked (RFC 7009 §2.1).</summary>
internal sealed class RefreshTokenRevocation(ApiTokenConnections connections) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public static readonly int Order = OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order + 500;

    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        if (context.GenericTokenPrincipal is { } principal
            && principal.GetClaim(ConnectionClaims.TokenId) is { } tokenId
            && principal.GetPresenters() is [var clientId, ..])
        {
            await connections.EndAsync(tokenId, clientId);
        }
    }
}
