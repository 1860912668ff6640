namespace Dhafnck.McpAuth.Tokens;

/// <summary>A store whose changes this process sees on its next request, without waiting for the next poll.</summary>
internal sealed class ObservedTokenStore(ITokenStore store, TokenRecords records) : ITokenStore
{
    public Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default) =>
        store.AddAsync(token, maximumActive, claim, cancellationToken);

    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default) =>
        store.FindAsync(tokenId, cancellationToken);

    public Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) =>
        store.ListAsync(query, cancellationToken);

    public async Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await store.TryUpdateAsync(token, claim, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also when it failed: the answer can be lost after the change was made.
            records.Forget(token.Id);
        }
    }

    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) =>
        store.ListExpiringAsync(from, before, after, limit, cancellationToken);

    public Task<TokenChanges> GetChangesAsync(long since, CancellationToken cancellationToken = default) =>
        store.GetChangesAsync(since, cancellationToken);

    public async Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, CancellationToken cancellationToken = default)
    {
        var revoked = -1;
        try
        {
            return revoked = await store.RevokeAllAsync(ownerId, revokedAt, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Looking through all that is remembered costs something: not for an owner who revokes nothing again and again.
            if (revoked != 0)
            {
                records.ForgetOwner(ownerId);
            }
        }
    }

    public Task<TokenRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default) =>
        store.FindRequestAsync(ownerId, key, notBefore, cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) =>
        store.PruneAsync(expiredBefore, usedBefore, cancellationToken);
}
