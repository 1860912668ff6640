using Dhafnck.McpAuth.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>
/// Ends the connection whose refresh token is revoked (RFC 7009 §2.1), in place of OpenIddict, which revokes only its entry of the
/// token, and would report a failure after the connection has ended.
/// </summary>
internal sealed class RefreshTokenRevocation(ApiTokenConnections connections, IOpenIddictTokenManager entries) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public static readonly int Order = OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order;

    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        if (context.GenericTokenPrincipal is not { } principal
            || principal.GetClaim(ConnectionClaims.TokenId) is not { } tokenId
            || principal.GetPresenters() is not [var clientId, ..])
        {
            return;
        }

        // First, because a client that tries again must find the entry valid. Afterwards, the entry is of no use whether it is revoked
        // or not.
        await connections.EndAsync(tokenId, clientId);
        if (await entries.FindByIdAsync(principal.GetTokenId()!) is { } entry)
        {
            await entries.TryRevokeAsync(entry);
        }
    }
}
