using Microsoft.Extensions.Caching.Memory;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// The records of tokens: from memory while the store has lately said that they have not changed, else from the store.
/// Nothing of it outlives a revocation.
/// </summary>
internal sealed class TokenRecords(ITokenStore store, ITokenOwnerPolicy owners, TokenCacheOptions options, TimeProvider time) : IDisposable
{
    private const long Never = long.MinValue;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.MaximumRecords });
    private long _confirmedAt = Never;
    private long _epoch;

    /// <summary>Another value than before: something was forgotten.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>The record of a token as it is remembered, while that may be gone by.</summary>
    /// <param name="identifier">The token presented.</param>
    /// <param name="last">The record that it was last accepted by: while nothing at all was forgotten since, it is the one.</param>
    public KnownRecord? Recall(TokenIdentifier identifier, KnownRecord? last = null)
    {
        var now = time.GetTimestamp();
        if (!IsTrusted(now))
        {
            return null;
        }

        var record = last is not null && last.Epoch == Volatile.Read(ref _epoch)
            ? last
            : _cache.TryGetValue(identifier.TokenId, out KnownRecord? known) ? known : null;

        // A credential younger than what is remembered was made by a rotation that this process has not heard of yet.
        return record is not null
            && record.Token.Credential.Generation >= identifier.Generation
            && time.GetElapsedTime(record.ReadAt, now) < options.RecordLifetime
                ? record
                : null;
    }

    /// <summary>The record of a token, or <see langword="null"/>. An exception means that the store could not be asked.</summary>
    public async ValueTask<KnownRecord?> FindAsync(TokenIdentifier identifier, CancellationToken cancellationToken)
    {
        if (Recall(identifier) is { } known)
        {
            return known;
        }

        var tokenId = identifier.TokenId;
        var isTrusted = IsTrusted(time.GetTimestamp());
        var epoch = Volatile.Read(ref _epoch);
        var readAt = time.GetTimestamp();
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

    /// <summary>What is remembered was right at this moment, by the store's word.</summary>
    public void Confirm(long timestamp) => Volatile.Write(ref _confirmedAt, timestamp);

    // Before, so that no look at the store that began earlier is remembered; and after, for those who ask again as soon as
    // it changes, and would still find what is being forgotten.
    public void Forget(string tokenId)
    {
        Interlocked.Increment(ref _epoch);
        _cache.Remove(tokenId);
        Interlocked.Increment(ref _epoch);
    }

    public void ForgetAll()
    {
        Interlocked.Increment(ref _epoch);
        _cache.Clear();
        Interlocked.Increment(ref _epoch);
    }

    public void Dispose() => _cache.Dispose();

    // Whether the store's word is young enough to go by.
    private bool IsTrusted(long now) =>
        options.RecordLifetime > TimeSpan.Zero
        && Volatile.Read(ref _confirmedAt) is var confirmedAt and not Never
        && time.GetElapsedTime(confirmedAt, now) < options.StalenessBound;

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
