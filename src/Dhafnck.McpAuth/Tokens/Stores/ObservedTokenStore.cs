using Dhafnck.McpAuth.Tokens.Push;
using Dhafnck.McpAuth.Tokens.Records;

namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>
/// Wraps a store so that this process sees its own changes on the next request, without waiting for the next poll, and announces
/// them to the others, if there is a way.
/// </summary>
internal sealed class ObservedTokenStore(ITokenStore store, TokenRecords records, ChangeAnnouncements? announcements) : ITokenStore
{
    public Task<TokenAddition> AddAsync(
        ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        store.AddAsync(token, maximumActive, claim, audit, cancellationToken);

    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default) =>
        store.FindAsync(tokenId, cancellationToken);

    public Task<IReadOnlyList<ApiToken>> FindManyAsync(IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken = default) =>
        store.FindManyAsync(tokenIds, cancellationToken);

    public Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) =>
        store.ListAsync(query, cancellationToken);

    public async Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await store.TryUpdateAsync(token, claim, audit, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also after a failure: the change can be stored although the response was lost.
            records.Cache.Remove(token.Id);
            announcements?.Add(token.Id);
        }
    }

    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) =>
        store.ListExpiringAsync(from, before, after, limit, cancellationToken);

    public Task<ChangedTokens> GetChangesAsync(long since, CancellationToken cancellationToken = default) =>
        store.GetChangesAsync(since, cancellationToken);

    public async Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, Func<string, TokenAuditEntry>? audit = null, CancellationToken cancellationToken = default)
    {
        var revoked = -1;
        try
        {
            return revoked = await store.RevokeAllAsync(ownerId, revokedAt, audit, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Scanning the whole cache is costly. Skip it when nothing was revoked, so that repeated calls stay cheap.
            if (revoked != 0)
            {
                records.Cache.RemoveOwner(ownerId);
                announcements?.Add(null);
            }
        }
    }

    public Task<IdempotentRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default) =>
        store.FindRequestAsync(ownerId, key, notBefore, cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) =>
        store.PruneAsync(expiredBefore, usedBefore, cancellationToken);

    public Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken = default) =>
        store.GetTimeAsync(cancellationToken);

    public Task AppendAuditAsync(TokenAuditEntry entry, CancellationToken cancellationToken = default) =>
        store.AppendAuditAsync(entry, cancellationToken);

    public Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(TokenAuditQuery query, CancellationToken cancellationToken = default) =>
        store.ListAuditAsync(query, cancellationToken);

    public Task<int> PruneAuditAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        store.PruneAuditAsync(before, cancellationToken);
}
