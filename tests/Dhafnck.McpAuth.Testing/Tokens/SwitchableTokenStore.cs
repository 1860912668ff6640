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

    /// <summary>How often a record was asked for.</summary>
    public int Finds => Volatile.Read(ref _finds);

    /// <summary>How often the changes were asked for, answered or not.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>Puts another store in the place of this one, as a database is put back from a copy.</summary>
    public void Restore(ITokenStore store) => _store = store;

    public Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, CancellationToken cancellationToken = default) =>
        Store().AddAsync(token, maximumActive, cancellationToken);

    public async Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _finds);
        return await Store().FindAsync(tokenId, cancellationToken) is { } token ? BehindTheBack(token) : null;
    }

    public Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) => Store().ListAsync(query, cancellationToken);

    public Task<bool> TryUpdateAsync(ApiToken token, CancellationToken cancellationToken = default) => Store().TryUpdateAsync(token, cancellationToken);

    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) => Store().ListExpiringAsync(from, before, after, limit, cancellationToken);

    public Task<TokenChanges> GetChangesAsync(long since, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _polls);
        return Store().GetChangesAsync(since, cancellationToken);
    }

    public Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, CancellationToken cancellationToken = default) => Store().RevokeAllAsync(ownerId, revokedAt, cancellationToken);

    public Task<TokenRequest> ClaimRequestAsync(TokenRequest request, DateTimeOffset notBefore, CancellationToken cancellationToken = default) => Store().ClaimRequestAsync(request, notBefore, cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) => Store().PruneAsync(expiredBefore, usedBefore, cancellationToken);

    private ITokenStore Store() => IsCutOff ? throw new TimeoutException("The store is cut off.") : _store;
}
