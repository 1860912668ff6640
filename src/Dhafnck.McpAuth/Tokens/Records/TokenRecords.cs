using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Stores;
using Microsoft.Extensions.Caching.Memory;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Provides token records: from the cache while the store has recently confirmed that they are current, otherwise from the store.
/// Caching never outlives a revocation.
/// </summary>
internal sealed class TokenRecords(ITokenStore store, ITokenOwnerPolicy owners, TokenCacheOptions options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.MaximumRecords });
    private readonly StoreDeadline _deadline = new(options.StalenessBound, time);

    // Without caching, lookups are not shared either.
    private readonly TokenLookUps _lookUps = new(options.RecordLifetime > TimeSpan.Zero ? options.PollInterval : TimeSpan.Zero, time);
    private long _epoch;

    /// <summary>Decides whether cached records may be used.</summary>
    public RecordTrust Trust { get; } = new(options, time);

    /// <summary>The cache epoch. It changes whenever something is removed from the cache.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Returns the cached record of a token, if it may be used without asking the store.</summary>
    /// <param name="identifier">The identifier of the presented token.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="last">The record that last accepted the token. It is still current while the epoch is unchanged.</param>
    public KnownRecord? Recall(TokenIdentifier identifier, DateTimeOffset now, KnownRecord? last = null)
    {
        var timestamp = time.GetTimestamp();
        if (!IsTrusted(timestamp, now))
        {
            return null;
        }

        var record = last is not null && last.Epoch == Volatile.Read(ref _epoch)
            ? last
            : _cache.TryGetValue(identifier.TokenId, out KnownRecord? known) ? known : null;

        // A credential newer than the cached record comes from a rotation that this process has not seen yet.
        return record is not null
            && record.Token.Credential.Generation >= identifier.Generation
            && time.GetElapsedTime(record.ReadAt, timestamp) < options.RecordLifetime
                ? record
                : null;
    }

    /// <summary>
    /// Returns the record of a token, or <see langword="null"/>. Throws when the store is unavailable or has not answered within
    /// the staleness bound.
    /// </summary>
    public async ValueTask<KnownRecord?> FindAsync(TokenIdentifier identifier, CancellationToken cancellationToken)
    {
        if (Recall(identifier, time.GetUtcNow()) is { } known)
        {
            return known;
        }

        var (reading, isJoined) = _lookUps.JoinOrBegin(identifier.TokenId, Epoch, () => AskAsync(identifier.TokenId));
        var record = await reading.WaitAsync(cancellationToken).ConfigureAwait(false);

        // A joined lookup may have started before the token was created or rotated.
        return isJoined && (record is null || record.Token.Credential.Generation < identifier.Generation)
            ? await AskAsync(identifier.TokenId).WaitAsync(cancellationToken).ConfigureAwait(false)
            : record;
    }

    // Before: a store read that started earlier must not be cached. After: callers that retry on the change must not find the record that
    // is being removed.
    public void Forget(string tokenId)
    {
        Interlocked.Increment(ref _epoch);
        _cache.Remove(tokenId);
        Interlocked.Increment(ref _epoch);
    }

    /// <summary>Removes the records of one owner from the cache.</summary>
    public void ForgetOwner(string ownerId)
    {
        Interlocked.Increment(ref _epoch);
        foreach (var tokenId in _cache.Keys)
        {
            if (_cache.TryGetValue(tokenId, out KnownRecord? known) && known!.Token.OwnerId == ownerId)
            {
                _cache.Remove(tokenId);
            }
        }

        Interlocked.Increment(ref _epoch);
    }

    public void ForgetAll()
    {
        Interlocked.Increment(ref _epoch);
        _cache.Clear();
        Interlocked.Increment(ref _epoch);
    }

    public void Dispose() => _cache.Dispose();

    private bool IsTrusted(long timestamp, DateTimeOffset now) => options.RecordLifetime > TimeSpan.Zero && Trust.Holds(timestamp, now);

    // Not cancelled with the caller: others can be waiting for the same lookup.
    private Task<KnownRecord?> AskAsync(string tokenId) => _deadline.RunAsync(patience => ReadAsync(tokenId, patience), CancellationToken.None);

    private async Task<KnownRecord?> ReadAsync(string tokenId, CancellationToken cancellationToken)
    {
        var epoch = Volatile.Read(ref _epoch);
        var readAt = time.GetTimestamp();
        var isTrusted = IsTrusted(readAt, time.GetUtcNow());
        if (await store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) is not { } token)
        {
            return null;
        }

        var record = new KnownRecord(token, await owners.IsActiveAsync(token.OwnerId, cancellationToken).ConfigureAwait(false), readAt, epoch);
        if (isTrusted)
        {
            Remember(record);
        }

        return record;
    }

    private void Remember(KnownRecord record)
    {
        if (_cache.TryGetValue(record.Token.Id, out KnownRecord? known) && known!.Token.Version != record.Token.Version)
        {
            // A change that the poll has not reported yet: everything based on the cached record must be read again.
            Forget(record.Token.Id);
            return;
        }

        _cache.Set(record.Token.Id, record, new MemoryCacheEntryOptions { Size = 1 });

        // The cache was invalidated during the read, perhaps for this record: do not keep it.
        if (Volatile.Read(ref _epoch) != record.Epoch)
        {
            _cache.Remove(record.Token.Id);
        }
    }
}
