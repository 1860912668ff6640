namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Keeps records in the memory of this process: for development and tests. They are gone when it ends, no other
/// process sees them, and nothing limits their number.
/// </summary>
public sealed class InMemoryTokenStore : ITokenStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _counter;

    /// <inheritdoc/>
    public Task AddAsync(ApiToken token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_entries.TryAdd(token.Id, new(token, _counter + 1)))
            {
                throw new InvalidOperationException($"There is a token {token.Id} already.");
            }

            _counter++;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_entries.GetValueOrDefault(tokenId)?.Token);
        }
    }

    /// <inheritdoc/>
    public Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var all = _entries.Values.Select(entry => entry.Token).Where(token => token.OwnerId == query.OwnerId).ToList();
            var items = all
                .OrderByDescending(token => token.CreatedAt)
                .ThenByDescending(token => token.Id, StringComparer.Ordinal)
                .Skip(query.Skip)
                .Take(query.Limit);
            return Task.FromResult(new TokenPage([.. items], all.Count));
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryUpdateAsync(ApiToken token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_entries.TryGetValue(token.Id, out var entry) || entry.Token.Version != token.Version)
            {
                return Task.FromResult(false);
            }

            var updated = token with
            {
                OwnerId = entry.Token.OwnerId,
                CreatedAt = entry.Token.CreatedAt,
                LastUsedAt = entry.Token.LastUsedAt,
                UsageCount = entry.Token.UsageCount,
                Version = token.Version + 1,
            };
            _entries[token.Id] = new(updated, ++_counter);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task AddUsageAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uses);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var use in uses)
            {
                if (_entries.TryGetValue(use.TokenId, out var entry))
                {
                    var token = entry.Token;
                    _entries[use.TokenId] = entry with
                    {
                        Token = token with
                        {
                            UsageCount = token.UsageCount + use.Count,
                            LastUsedAt = token.LastUsedAt > use.LastUsedAt ? token.LastUsedAt : use.LastUsedAt,
                        },
                    };
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TokenChanges> GetChangesAsync(long since, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(new TokenChanges(
                _counter,
                [.. _entries.Values.Where(entry => entry.Change > since).Select(entry => entry.Token.Id)]));
        }
    }

    private sealed record Entry(ApiToken Token, long Change);
}
