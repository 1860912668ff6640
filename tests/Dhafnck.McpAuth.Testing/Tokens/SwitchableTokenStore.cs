using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Testing.Tokens;

/// <summary>A store that can be cut off, set back, and changed behind the library's back; and that counts who asks it what.</summary>
public sealed class SwitchableTokenStore : ITokenStore
{
    private ITokenStore _store = new InMemoryTokenStore();
    private int _finds;
    private int _polls;

    /// <summary>Whether every question fails, as of a database that is away.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>What an administrator's SQL did to every record.</summary>
    public Func<ApiToken, ApiToken> BehindTheBack { get; set; } = token => token;

    /// <summary>What somebody else does, once, just before the next record is added or changed.</summary>
    public Func<ITokenStore, Task>? BeforeNextWrite { get; set; }

    /// <summary>What happens, once, just after the next record was added or changed.</summary>
    public Func<ITokenStore, Task>? AfterNextWrite { get; set; }

    /// <summary>How often a record was asked for.</summary>
    public int Finds => Volatile.Read(ref _finds);

    /// <summary>How often the changes were asked for, answered or not.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>Puts another store in the place of this one, as a database is put back from a copy.</summary>
    public void Restore(ITokenStore store) => _store = store;

    public Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default) =>
        WriteAsync(store => store.AddAsync(token, maximumActive, claim, cancellationToken));

    public async Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _finds);
        return await Store().FindAsync(tokenId, cancellationToken) is { } token ? BehindTheBack(token) : null;
    }

    public Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) => Store().ListAsync(query, cancellationToken);

    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default) =>
        WriteAsync(store => store.TryUpdateAsync(token, claim, cancellationToken));

    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) => Store().ListExpiringAsync(from, before, after, limit, cancellationToken);

    public Task<TokenChanges> GetChangesAsync(long since, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _polls);
        return Store().GetChangesAsync(since, cancellationToken);
    }

    public Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, CancellationToken cancellationToken = default) => Store().RevokeAllAsync(ownerId, revokedAt, cancellationToken);

    public Task<TokenRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default) => Store().FindRequestAsync(ownerId, key, notBefore, cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) => Store().PruneAsync(expiredBefore, usedBefore, cancellationToken);

    private async Task<T> WriteAsync<T>(Func<ITokenStore, Task<T>> write)
    {
        var (before, after) = (BeforeNextWrite, AfterNextWrite);
        (BeforeNextWrite, AfterNextWrite) = (null, null);
        await (before?.Invoke(_store) ?? Task.CompletedTask);
        var written = await write(Store());
        await (after?.Invoke(_store) ?? Task.CompletedTask);
        return written;
    }

    private ITokenStore Store() => IsCutOff ? throw new TimeoutException("The store is cut off.") : _store;
}
