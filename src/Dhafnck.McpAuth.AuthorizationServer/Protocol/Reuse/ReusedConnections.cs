using System.Security.Claims;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;

/// <summary>Ends the connection whose code or refresh token was used twice: one of the two who used it has stolen it (RFC 9700 §2.1.1 and §4.14.2).</summary>
internal sealed partial class ReusedConnections(ApiTokenConnections connections, ILogger<ReusedConnections> logger)
{
    /// <summary>Ends the connection of a code or a refresh token.</summary>
    public async Task EndAsync(ClaimsPrincipal used, CancellationToken cancellationToken)
    {
        var clientId = used.GetPresenters().FirstOrDefault() ?? "";
        var connection = used.GetClaim(ConnectionClaims.TokenId)
            ?? (await connections.FindAsync(used.GetClaim(Claims.Subject) ?? "", clientId, used.GetResources().FirstOrDefault() ?? "", cancellationToken))?.Id;
        if (connection is not null)
        {
            await EndAsync(connection, clientId);
        }
    }

    /// <summary>Ends a connection of a client.</summary>
    public async Task EndAsync(string tokenId, string clientId)
    {
        // Not cancelled with the request: whoever reuses a token could cancel it.
        if (await connections.EndAsync(tokenId, clientId))
        {
            LogEnded(tokenId);
        }
    }

    [LoggerMessage(2130, LogLevel.Warning, "The connection {TokenId} was ended, because an authorization code or a refresh token of it was used a second time.")]
    private partial void LogEnded(string tokenId);
}
