using Microsoft.Extensions.Caching.Memory;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// The records of tokens: from memory while the store has lately said that they have not changed, else from the store.
/// Nothing of it outlives a revocation.
/// </summary>
internal sealed class TokenRecords(ITokenStore store, ITokenOwnerPolicy owners, TokenCacheOptions options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.MaximumRecords });
    private readonly StoreDeadline _deadline = new(options.StalenessBound, time);

    // Where nothing may be remembered, no answer is shared either.
    private readonly TokenLookUps _lookUps = new(options.RecordLifetime > TimeSpan.Zero ? options.PollInterval : TimeSpan.Zero, time);
    private long _epoch;

    /// <summary>Whether what is remembered may be used.</summary>
    public RecordTrust Trust { get; } = new(options, time);

    /// <summary>Another value than before: something was forgotten.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>The remembered record of a token, while it may be used without asking the store.</summary>
    /// <param name="identifier">The token presented.</param>
    /// <param name="now">This moment, UTC.</param>
    /// <param name="last">The record that last accepted it. While nothing was forgotten since, that record is still right.</param>
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

        // A credential younger than what is remembered was made by a rotation that this process has not heard of yet.
        return record is not null
            && record.Token.Credential.Generation >= identifier.Generation
            && time.GetElapsedTime(record.ReadAt, timestamp) < options.RecordLifetime
                ? record
                : null;
    }

    /// <summary>
    /// The record of a token, or <see langword="null"/>. An exception means that the store could not be asked, or has not
    /// answered within the staleness bound.
    /// </summary>
    public async ValueTask<KnownRecord?> FindAsync(TokenIdentifier identifier, CancellationToken cancellationToken)
    {
        if (Recall(identifier, time.GetUtcNow()) is { } known)
        {
            return known;
        }

        var (reading, isJoined) = _lookUps.JoinOrBegin(identifier.TokenId, Epoch, () => AskAsync(identifier.TokenId));
        var record = await reading.WaitAsync(cancellationToken).ConfigureAwait(false);

        // One that began before this request may have been too early for the token or the rotation that made the credential.
        return isJoined && (record is null || record.Token.Credential.Generation < identifier.Generation)
            ? await AskAsync(identifier.TokenId).WaitAsync(cancellationToken).ConfigureAwait(false)
            : record;
    }

    // Before, so that no look at the store that began earlier is remembered; and after, for those who ask again as soon as
    // it changes, and would still find what is being forgotten.
    public void Forget(string tokenId)
    {
        Interlocked.Increment(ref _epoch);
        _cache.Remove(tokenId);
        Interlocked.Increment(ref _epoch);
    }

    /// <summary>Forgets the records of one owner. What is remembered for others stays.</summary>
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

    // Whoever asked may leave; others can be waiting for the answer.
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
            // News, heard before the poll: what goes by the record as it was has to look again.
            Forget(record.Token.Id);
            return;
        }

        _cache.Set(record.Token.Id, record, new MemoryCacheEntryOptions { Size = 1 });

        // Something was forgotten while the store was being asked; perhaps this record, in the state that it was read in.
        if (Volatile.Read(ref _epoch) != record.Epoch)
        {
            _cache.Remove(record.Token.Id);
        }
    }
}
