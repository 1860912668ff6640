using Microsoft.Extensions.Caching.Memory;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>The cached token records. What was read before a change of its token is never kept.</summary>
internal sealed class RecordCache(TokenCacheOptions options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.MaximumRecords });

    /// <summary>Which tokens changed since when.</summary>
    public TokenChanges Changes { get; } = new();

    public KnownRecord? Find(string tokenId) => _cache.TryGetValue(tokenId, out KnownRecord? known) ? known : null;

    /// <summary>Keeps a record, unless it was changed while it was read.</summary>
    public void Add(KnownRecord record)
    {
        var tokenId = record.Token.Id;
        if (Find(tokenId) is { } known && known.Token.Version != record.Token.Version)
        {
            // A change that the poll has not reported yet: everything based on the cached record must be read again.
            Remove(tokenId);
            return;
        }

        _cache.Set(tokenId, record, new MemoryCacheEntryOptions { Size = 1 });
        if (Changes.IsChanged(tokenId, record.Epoch))
        {
            _cache.Remove(tokenId);
        }
    }

    /// <summary>Removes the record of a token that has changed.</summary>
    // Before: a store read that started earlier must not be cached. After: callers that retry on the change must not find the record that
    // is being removed.
    public void Remove(string tokenId)
    {
        Changes.Add(tokenId);
        _cache.Remove(tokenId);
        Changes.Add(tokenId);
    }

    /// <summary>Removes the records of one owner.</summary>
    public void RemoveOwner(string ownerId)
    {
        // Reads that are running can be of records of the owner that are not cached.
        Changes.AddAll();
        foreach (var known in All().Where(known => known.Token.OwnerId == ownerId))
        {
            _cache.Remove(known.Token.Id);
        }

        Changes.AddAll();
    }

    public void Clear()
    {
        Changes.AddAll();
        _cache.Clear();
        Changes.AddAll();
    }

    /// <summary>Lists the records that were read a while ago. Removes those that have not been used for long.</summary>
    /// <param name="age">The age of the records to list.</param>
    /// <param name="idle">The time without use after which a record is removed.</param>
    public IReadOnlyList<KnownRecord> ListOlderThan(TimeSpan age, TimeSpan idle)
    {
        var now = time.GetTimestamp();
        var old = new List<KnownRecord>();
        foreach (var known in All())
        {
            if (time.GetElapsedTime(known.TakeUse(now), now) >= idle)
            {
                _cache.Remove(known.Token.Id);
            }
            else if (time.GetElapsedTime(known.ReadAt, now) >= age)
            {
                old.Add(known);
            }
        }

        return old;
    }

    public void Dispose() => _cache.Dispose();

    private IEnumerable<KnownRecord> All() => _cache.Keys.Select(tokenId => Find((string)tokenId)).OfType<KnownRecord>();
}
