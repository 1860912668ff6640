using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>
/// Ends a connection when a code or a refresh token is used again: one of the two who used it has stolen it (RFC 9700 §2.1.1 and
/// §4.14.2). OpenIddict refuses the request afterwards.
/// </summary>
internal sealed partial class ReuseDetection(IOpenIddictTokenManager entries, ApiTokenConnections connections, ILogger<ReuseDetection> logger)
    : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static readonly int Order = OpenIddictServerHandlers.Protection.ValidateTokenEntry.Descriptor.Order - 500;

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context is not { TokenId: { Length: > 0 } id, Principal: { } principal }
            || !(principal.HasTokenType(TokenTypeIdentifiers.Private.AuthorizationCode) || principal.HasTokenType(TokenTypeIdentifiers.RefreshToken))
            || await entries.FindByIdAsync(id, context.CancellationToken) is not { } entry
            || !await entries.HasStatusAsync(entry, Statuses.Redeemed, context.CancellationToken))
        {
            return;
        }

        var clientId = principal.GetPresenters().FirstOrDefault() ?? "";
        var connection = principal.GetClaim(ConnectionClaims.TokenId)
            ?? (await connections.FindAsync(principal.GetClaim(Claims.Subject) ?? "", clientId, principal.GetResources().FirstOrDefault() ?? "", context.CancellationToken))?.Id;
        if (connection is not null && await connections.EndAsync(connection, clientId))
        {
            LogEnded(connection);
        }
    }

    [LoggerMessage(2130, LogLevel.Warning, "The connection {TokenId} was ended, because an authorization code or a refresh token of it was used a second time.")]
    private partial void LogEnded(string tokenId);
}
