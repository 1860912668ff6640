using System.Collections.Concurrent;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.TestKit.Tokens;

/// <summary>A store that can be cut off, hang, be set back, and changed behind the library's back; and that counts who asks it what.</summary>
public sealed class SwitchableTokenStore : ITokenStore
{
    private ITokenStore _store = new InMemoryTokenStore();
    private int _finds;
    private int _polls;
    private int _batches;
    private int _looks;
    private int _waiting;
    private int _writing;
    private readonly ConcurrentQueue<string> _found = [];

    /// <summary>Whether every question fails, as of a database that is away.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Whether only the questions for changes fail.</summary>
    public bool FailsPolls { get; set; }

    /// <summary>What every question waits for before it is answered, as of a database that hangs. It cannot be stopped.</summary>
    public Task Hang { get; set; } = Task.CompletedTask;

    /// <summary>How many questions, other than those for changes, wait for <see cref="Hang"/>.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>What every write waits for, as for a lock that somebody else holds.</summary>
    public Task HangOfWrites { get; set; } = Task.CompletedTask;

    /// <summary>How many writes there were, and how many at once at most.</summary>
    public (int Count, int AtOnce) Writes { get; private set; }

    /// <summary>What the answers to the questions for changes wait for on their way back.</summary>
    public Task HangOfPolls { get; set; } = Task.CompletedTask;

    /// <summary>Whether a question that waits blocks the thread that asks, as SQLite's driver does.</summary>
    public bool BlocksThreads { get; set; }

    /// <summary>What an administrator's SQL did to every record.</summary>
    public Func<ApiToken, ApiToken> BehindTheBack { get; set; } = token => token;

    /// <summary>What somebody else does, once, just before the next record is added or changed, or all of an owner are revoked.</summary>
    public Func<ITokenStore, Task>? BeforeNextWrite { get; set; }

    /// <summary>What happens, once, just after that.</summary>
    public Func<ITokenStore, Task>? AfterNextWrite { get; set; }

    /// <summary>How often a record was asked for.</summary>
    public int Finds => Volatile.Read(ref _finds);

    /// <summary>How often the record of one token was asked for.</summary>
    public int FindsOf(string tokenId) => _found.Count(found => found == tokenId);

    /// <summary>How often many records were asked for at once.</summary>
    public int Batches => Volatile.Read(ref _batches);

    /// <summary>How often the changes were asked for, answered or not.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>How often the tokens that are about to expire were asked for, and given.</summary>
    public int LooksForExpiry => Volatile.Read(ref _looks);

    /// <summary>Puts another store in the place of this one, as a database is put back from a copy.</summary>
    public void Restore(ITokenStore store) => _store = store;

    public Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        WriteAsync(store => store.AddAsync(token, maximumActive, claim, audit, cancellationToken));

    public async Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _finds);
        _found.Enqueue(tokenId);
        return await (await StoreAsync()).FindAsync(tokenId, cancellationToken) is { } token ? BehindTheBack(token) : null;
    }

    public async Task<IReadOnlyList<ApiToken>> FindManyAsync(IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken = default)
    {
        var found = await (await StoreAsync()).FindManyAsync(tokenIds, cancellationToken);
        Interlocked.Increment(ref _batches);
        return [.. found.Select(BehindTheBack)];
    }

    public async Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) => await (await StoreAsync()).ListAsync(query, cancellationToken);

    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        WriteAsync(store => store.TryUpdateAsync(token, claim, audit, cancellationToken));

    public async Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default)
    {
        var expiring = await (await StoreAsync()).ListExpiringAsync(from, before, after, limit, cancellationToken);
        Interlocked.Increment(ref _looks);
        return expiring;
    }

    public async Task<ChangedTokens> GetChangesAsync(long since, CancellationToken cancellationToken = default)
    {
        await HangAsync(Hang);
        ChangedTokens changes;
        Task hang;
        try
        {
            changes = FailsPolls ? throw new TimeoutException("The store cannot be polled.") : await Open().GetChangesAsync(since, cancellationToken);
        }
        finally
        {
            // Read before the question counts: what a test sets after it has seen the count is for the next question.
            hang = HangOfPolls;
            Interlocked.Increment(ref _polls);
        }

        await hang;
        return changes;
    }

    public Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, Func<string, TokenAuditEntry>? audit = null, CancellationToken cancellationToken = default) =>
        WriteAsync(store => store.RevokeAllAsync(ownerId, revokedAt, audit, cancellationToken));

    public async Task<IdempotentRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default) => await (await StoreAsync()).FindRequestAsync(ownerId, key, notBefore, cancellationToken);

    public async Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) => await (await StoreAsync()).PruneAsync(expiredBefore, usedBefore, cancellationToken);

    private async Task<T> WriteAsync<T>(Func<ITokenStore, Task<T>> write)
    {
        var (before, after) = (BeforeNextWrite, AfterNextWrite);
        (BeforeNextWrite, AfterNextWrite) = (null, null);
        await (before?.Invoke(_store) ?? Task.CompletedTask);
        var written = await InTurnAsync(write);
        await (after?.Invoke(_store) ?? Task.CompletedTask);
        return written;
    }

    private async Task<T> InTurnAsync<T>(Func<ITokenStore, Task<T>> write)
    {
        lock (_found)
        {
            Writes = (Writes.Count + 1, Math.Max(Writes.AtOnce, ++_writing));
        }

        try
        {
            await HangOfWrites;
            return await write(await StoreAsync());
        }
        finally
        {
            lock (_found)
            {
                _writing--;
            }
        }
    }

    private async Task<ITokenStore> StoreAsync()
    {
        var hang = Hang;
        Interlocked.Increment(ref _waiting);
        await HangAsync(hang);
        Interlocked.Decrement(ref _waiting);
        return Open();
    }

    private Task HangAsync(Task hang)
    {
        if (BlocksThreads)
        {
            hang.Wait();
        }

        return hang;
    }

    private ITokenStore Open() => IsCutOff ? throw new TimeoutException("The store is cut off.") : _store;
}
