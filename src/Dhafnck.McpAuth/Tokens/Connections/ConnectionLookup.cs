using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Connections;

/// <summary>Finds the records of connections.</summary>
internal sealed class ConnectionLookup(ITokenStore store, JwtVerifier verifier, TokenShape shape, TokenIssuer issuer)
{
    private const int Part = 100;

    /// <summary>Returns the newest active connection of a client with a resource of a user, granted by the user or by somebody else.</summary>
    public async Task<ApiToken?> FindAsync(string ownerId, string clientId, string audience, string? grantedBy, CancellationToken cancellationToken)
    {
        var query = new TokenQuery { OwnerId = ownerId, Kind = TokenKind.Connection, State = TokenState.Active, Now = issuer.Now(), Limit = Part };
        while (true)
        {
            var page = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
            if (page.Items.FirstOrDefault(token => token.Connection?.ClientId == clientId && token.Audience == audience && token.CreatedBy() == (grantedBy ?? ownerId)) is { } found)
            {
                return found;
            }

            if (page.Items.Count < Part)
            {
                return null;
            }

            query = query with { Skip = query.Skip + Part };
        }
    }

    /// <summary>Returns a connection of a client, active or not.</summary>
    public async Task<ApiToken?> FindAsync(string tokenId, string clientId, CancellationToken cancellationToken) =>
        TokenIdentifier.IsTokenId(tokenId)
        && await store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) is { Connection: { } connection } token
        && connection.ClientId == clientId
            ? token
            : null;

    /// <summary>Returns the connection whose current or former credential is an access token.</summary>
    public async Task<ApiToken?> FindByAccessTokenAsync(string accessToken, string clientId, CancellationToken cancellationToken)
    {
        if (shape.Read(accessToken).Form is not { } form || (await verifier.VerifyAsync(form).ConfigureAwait(false)).Claims is not { } claims)
        {
            return null;
        }

        var presented = TokenHash.Compute(accessToken);
        return await FindAsync(claims.Identifier.TokenId, clientId, cancellationToken).ConfigureAwait(false) is { } token
            && token.FindCredential(presented) is not null
                ? token
                : null;
    }
}
