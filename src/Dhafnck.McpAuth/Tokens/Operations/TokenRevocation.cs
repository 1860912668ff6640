using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Revokes records, and reports the revoked ones as events.</summary>
internal sealed class TokenRevocation(ITokenStore store, TokenIssuer issuer, TokenAuditTrail audit, TokenEvents? events)
{
    private const int Part = 100;

    /// <summary>
    /// Revokes the record that <paramref name="find"/> returns. Returns <see cref="TokenOperationStatus.NotFound"/> when it returns
    /// none, and <see cref="TokenOperationStatus.Conflict"/> for an active record whose version is not the expected one.
    /// </summary>
    public async Task<TokenOperationStatus> RevokeAsync(Func<Task<ApiToken?>> find, long? expectedVersion, TokenActor by, CancellationToken cancellationToken)
    {
        while (await find().ConfigureAwait(false) is { } token)
        {
            if (token.RevokedAt is null && expectedVersion is { } version && version != token.Version)
            {
                return TokenOperationStatus.Conflict;
            }

            // A concurrent change must not keep the token alive: read again and retry.
            if (await TryRevokeAsync(token, by, cancellationToken).ConfigureAwait(false))
            {
                return TokenOperationStatus.Succeeded;
            }
        }

        return TokenOperationStatus.NotFound;
    }

    /// <summary>Revokes a record. Returns <see langword="false"/> after a concurrent change of the record.</summary>
    public Task<bool> TryRevokeAsync(ApiToken token, TokenActor by, CancellationToken cancellationToken) =>
        TryRevokeAsync(token, by, detail: null, cancellationToken);

    /// <summary>Revokes a record, with a detail for the audit trail. Returns <see langword="false"/> after a concurrent change of the record.</summary>
    public async Task<bool> TryRevokeAsync(ApiToken token, TokenActor by, string? detail, CancellationToken cancellationToken)
    {
        if (token.RevokedAt is not null)
        {
            return true;
        }

        var now = issuer.Now();
        var revoked = token.Recorded(TokenHistoryAction.Revoked, now, by.Id) with { RevokedAt = now, FormerCredential = null };
        var isRevoked = await store.TryUpdateAsync(revoked, audit: audit.Entry(TokenAuditAction.Revoke, by, token, detail), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (isRevoked)
        {
            events?.Report(TokenEventKind.Revoked, token.Id, token.OwnerId);
        }

        return isRevoked;
    }

    /// <summary>Revokes all records of an owner, and returns their number.</summary>
    public async Task<int> RevokeAllAsync(string ownerId, TokenActor by, CancellationToken cancellationToken)
    {
        var active = events is null ? [] : await ListActiveAsync(ownerId, cancellationToken).ConfigureAwait(false);
        var revoked = await store.RevokeAllAsync(ownerId, issuer.Now(), tokenId => audit.Entry(TokenAuditAction.Revoke, by, tokenId, ownerId), cancellationToken).ConfigureAwait(false);
        active.ForEach(token => events?.Report(TokenEventKind.Revoked, token.Id, token.OwnerId));
        return revoked;
    }

    /// <summary>
    /// Revokes all records whose current credential was issued from a time on, one after another, and returns their number.
    /// A record that is rotated in the meantime is revoked too.
    /// </summary>
    public async Task<int> RevokeIssuedAsync(DateTimeOffset from, string? ownerId, TokenActor by, CancellationToken cancellationToken)
    {
        var revoked = 0;
        while (true)
        {
            var query = new TokenQuery { OwnerId = ownerId, State = TokenState.NotRevoked, IssuedFrom = from, Limit = Part };
            var page = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);

            // A store that does not know a filter must not make this revoke everything.
            var issued = query.Apply(page.Items).Items;
            foreach (var token in issued)
            {
                revoked += await TryRevokeAsync(token, by, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }

            if (issued.Count == 0)
            {
                return revoked;
            }
        }
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
