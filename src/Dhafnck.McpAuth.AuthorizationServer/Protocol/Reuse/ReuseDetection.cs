using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;

/// <summary>Notices a code or a refresh token that was redeemed before. OpenIddict refuses the request afterwards.</summary>
internal sealed class ReuseDetection(IOpenIddictTokenManager entries, ReusedConnections reused) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static readonly int Order = OpenIddictServerHandlers.Protection.ValidateTokenEntry.Descriptor.Order - 500;

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context is { TokenId: { Length: > 0 } id, Principal: { } principal }
            && (principal.HasTokenType(TokenTypeIdentifiers.Private.AuthorizationCode) || principal.HasTokenType(TokenTypeIdentifiers.RefreshToken))
            && await entries.FindByIdAsync(id, context.CancellationToken) is { } entry
            && await entries.HasStatusAsync(entry, Statuses.Redeemed, context.CancellationToken))
        {
            await reused.EndAsync(principal, context.CancellationToken);

            // The first use may still be in progress. If it fails, the mark keeps the token from becoming usable again.
            await entries.TryRevokeAsync(entry, CancellationToken.None);
        }
    }
}
