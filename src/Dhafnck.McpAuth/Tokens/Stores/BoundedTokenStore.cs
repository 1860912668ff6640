namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>
/// Wraps a store so that no caller waits indefinitely and no owner can block others: each operation has a deadline, and writes
/// take turns. A write holds its turn until it has completed, even when its caller has stopped waiting.
/// </summary>
internal sealed class BoundedTokenStore(ITokenStore store, StoreDeadline deadline, WriteGate gate) : ITokenStore
{
    public Task<TokenAddition> AddAsync(
        ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        WriteAsync(token.OwnerId, patience => store.AddAsync(token, maximumActive, claim, audit, patience), cancellationToken);

    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.FindAsync(tokenId, patience), cancellationToken);

    public Task<IReadOnlyList<ApiToken>> FindManyAsync(IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.FindManyAsync(tokenIds, patience), cancellationToken);

    public Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.ListAsync(query, patience), cancellationToken);

    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        WriteAsync(token.OwnerId, patience => store.TryUpdateAsync(token, claim, audit, patience), cancellationToken);

    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.ListExpiringAsync(from, before, after, limit, patience), cancellationToken);

    public Task<ChangedTokens> GetChangesAsync(long since, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.GetChangesAsync(since, patience), cancellationToken);

    public Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, Func<string, TokenAuditEntry>? audit = null, CancellationToken cancellationToken = default) =>
        WriteAsync(ownerId, patience => store.RevokeAllAsync(ownerId, revokedAt, audit, patience), cancellationToken);

    public Task<IdempotentRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.FindRequestAsync(ownerId, key, notBefore, patience), cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.PruneAsync(expiredBefore, usedBefore, patience), cancellationToken);

    public Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.GetTimeAsync(patience), cancellationToken);

    public Task AppendAuditAsync(TokenAuditEntry entry, CancellationToken cancellationToken = default) =>
        WriteAsync(
            entry.OwnerId,
            async patience =>
            {
                await store.AppendAuditAsync(entry, patience).ConfigureAwait(false);
                return entry;
            },
            cancellationToken);

    public Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(TokenAuditQuery query, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.ListAuditAsync(query, patience), cancellationToken);

    public Task<int> PruneAuditAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        deadline.RunAsync(patience => store.PruneAuditAsync(before, patience), cancellationToken);

    private Task<T> WriteAsync<T>(string ownerId, Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        deadline.RunAsync(patience => gate.RunAsync(ownerId, () => write(patience), patience), cancellationToken);
}
