using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>A store in front of another, whose lists are older than what it says next, and whose clock a test sets.</summary>
internal sealed class LateStore(ITokenStore store) : ITokenStore
{
    /// <summary>What somebody else does after a list was read, and before its reader gets it.</summary>
    public Func<Task> AfterList { get; set; } = () => Task.CompletedTask;

    /// <summary>The time of the store's own clock. Without one, it has none.</summary>
    public DateTimeOffset? Clock { get; set; }

    public async Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default)
    {
        var page = await store.ListAsync(query, cancellationToken);
        await AfterList();
        return page;
    }

    public Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken = default) => Task.FromResult(Clock);

    public Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        store.AddAsync(token, maximumActive, claim, audit, cancellationToken);

    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default) => store.FindAsync(tokenId, cancellationToken);

    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        store.TryUpdateAsync(token, claim, audit, cancellationToken);

    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) =>
        store.ListExpiringAsync(from, before, after, limit, cancellationToken);

    public Task<ChangedTokens> GetChangesAsync(long since, CancellationToken cancellationToken = default) => store.GetChangesAsync(since, cancellationToken);

    public Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, Func<string, TokenAuditEntry>? audit = null, CancellationToken cancellationToken = default) =>
        store.RevokeAllAsync(ownerId, revokedAt, audit, cancellationToken);

    public Task<IdempotentRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default) =>
        store.FindRequestAsync(ownerId, key, notBefore, cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) =>
        store.PruneAsync(expiredBefore, usedBefore, cancellationToken);
}
