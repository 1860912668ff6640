using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Revokes records, and reports the revoked ones as events.</summary>
internal sealed class TokenRevocation(ITokenStore store, TokenIssuer issuer, TokenEvents? events)
{
    private const int Part = 100;

    /// <summary>Revokes a record. Returns <see langword="false"/> after a concurrent change of the record.</summary>
    public async Task<bool> TryRevokeAsync(ApiToken token, CancellationToken cancellationToken)
    {
        if (token.RevokedAt is not null)
        {
            return true;
        }

        var now = issuer.Now();
        var revoked = token.Recorded(TokenHistoryAction.Revoked, now, token.OwnerId) with { RevokedAt = now, FormerCredential = null };
        var isRevoked = await store.TryUpdateAsync(revoked, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (isRevoked)
        {
            events?.Report(TokenEventKind.Revoked, token.Id, token.OwnerId);
        }

        return isRevoked;
    }

    /// <summary>Revokes all records of an owner, and returns their number.</summary>
    public async Task<int> RevokeAllAsync(string ownerId, CancellationToken cancellationToken)
    {
        var active = events is null ? [] : await ListActiveAsync(ownerId, cancellationToken).ConfigureAwait(false);
        var revoked = await store.RevokeAllAsync(ownerId, issuer.Now(), cancellationToken).ConfigureAwait(false);
        active.ForEach(token => events?.Report(TokenEventKind.Revoked, token.Id, token.OwnerId));
        return revoked;
    }

    private async Task<List<ApiToken>> ListActiveAsync(string ownerId, CancellationToken cancellationToken)
    {
        var active = new List<ApiToken>();
        ApiTokenPage page;
        do
        {
            var query = new TokenQuery { OwnerId = ownerId, State = TokenState.Active, Now = issuer.Now(), Skip = active.Count, Limit = Part };
            page = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
            active.AddRange(page.Items);
        }
        while (page.Items.Count == Part);

        return active;
    }
}
