using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Stores;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Keeps records in the memory of this process, for development and tests. They are lost when the process ends, other processes
/// do not see them, and their number is unlimited.
/// </summary>
public sealed class InMemoryTokenStore : ITokenStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _owned = new(StringComparer.Ordinal);
    private readonly InMemoryRequests _requests = new();
    private readonly InMemoryAuditTrail _audit = new();
    private long _counter;

    /// <inheritdoc/>
    public Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Locked(
            () =>
            {
                if (_requests.IsUsed(claim))
                {
                    return TokenAddition.KeyUsed;
                }

                if (_entries.ContainsKey(token.Id) || OwnedBy(token.OwnerId).Any(owned => owned.IsActive(token.CreatedAt) && owned.IsSameConnection(token)))
                {
                    return TokenAddition.Exists;
                }

                if (OwnedBy(token.OwnerId).Count(owned => owned.IsActive(token.CreatedAt)) >= maximumActive)
                {
                    return TokenAddition.LimitReached;
                }

                Put(token);
                _requests.Keep(claim);
                _audit.Add(audit);
                return TokenAddition.Added;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenId);
        return Locked(() => _entries.GetValueOrDefault(tokenId)?.Token, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiToken>> FindManyAsync(IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        return Locked<IReadOnlyList<ApiToken>>(() => [.. tokenIds.Select(tokenId => _entries.GetValueOrDefault(tokenId)?.Token).OfType<ApiToken>()], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Locked(
            () => query.Apply(query.OwnerId is null ? _entries.Values.Select(entry => entry.Token) : OwnedBy(query.OwnerId)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Locked(
            () =>
            {
                if (_requests.IsUsed(claim)
                    || !_entries.TryGetValue(token.Id, out var entry)
                    || entry.Token.Version != token.Version
                    || (AddsAdmin(entry.Token, token) && audit?.Action != TokenAuditAction.GrantScope))
                {
                    return false;
                }

                Put(token with
                {
                    OwnerId = entry.Token.OwnerId,
                    CreatedAt = entry.Token.CreatedAt,
                    LastUsedAt = entry.Token.LastUsedAt,
                    UsageCount = entry.Token.UsageCount,
                    Version = token.Version + 1,
                });
                _requests.Keep(claim);
                _audit.Add(audit);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<ApiToken>>(
            () =>
            [
                .. _entries.Values
                    .Select(entry => entry.Token)
                    .Where(token => token.RevokedAt is null && token.ExpiresAt >= from && token.ExpiresAt < before)
                    .OrderBy(token => token.ExpiresAt).ThenBy(token => token.Id, StringComparer.Ordinal)
                    .Where(token => after is null || token.ExpiresAt > after.ExpiresAt || (token.ExpiresAt == after.ExpiresAt && string.CompareOrdinal(token.Id, after.Id) > 0))
                    .Take(limit),
            ],
            cancellationToken);

    /// <inheritdoc/>
    public Task<ChangedTokens> GetChangesAsync(long since, CancellationToken cancellationToken = default) =>
        Locked(
            () => new ChangedTokens
            {
                Counter = _counter,
                TokenIds = [.. _entries.Values.Where(entry => entry.Change > since).Select(entry => entry.Token.Id)],
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, Func<string, TokenAuditEntry>? audit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        return Locked(
            () =>
            {
                var open = OwnedBy(ownerId).Where(token => token.RevokedAt is null).ToList();
                open.ForEach(token => Put(token with { RevokedAt = revokedAt, FormerCredential = null, Version = token.Version + 1 }));
                open.ForEach(token => _audit.Add(audit?.Invoke(token.Id)));
                return open.Count;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IdempotentRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        ArgumentNullException.ThrowIfNull(key);
        return Locked(() => _requests.Find(ownerId, key, notBefore), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) =>
        Locked(
            () =>
            {
                _requests.Prune(usedBefore);
                var expired = _entries.Values.Select(entry => entry.Token).Where(token => token.ExpiresAt < expiredBefore).ToList();
                expired.ForEach(Remove);
                return expired.Count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task AppendAuditAsync(TokenAuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Locked(
            () =>
            {
                _audit.Add(entry);
                return entry;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(TokenAuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Locked(() => _audit.List(query), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAuditAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => Locked(() => _audit.Prune(before), cancellationToken);

    /// <summary>Adds usage to a record, if the record exists.</summary>
    internal void AddUse(string tokenId, long requests, DateTimeOffset? lastUsedAt)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(tokenId, out var entry))
            {
                var token = entry.Token;
                _entries[tokenId] = entry with
                {
                    Token = token with
                    {
                        UsageCount = token.UsageCount + requests,
                        LastUsedAt = lastUsedAt is null || token.LastUsedAt > lastUsedAt ? token.LastUsedAt : lastUsedAt,
                    },
                };
            }
        }
    }

    private static bool AddsAdmin(ApiToken before, ApiToken after) => after.Scopes.Contains(McpScopes.Admin) && !before.Scopes.Contains(McpScopes.Admin);

    private IEnumerable<ApiToken> OwnedBy(string ownerId) =>
        _owned.TryGetValue(ownerId, out var ids) ? ids.Select(id => _entries[id].Token) : [];

    private void Put(ApiToken token)
    {
        _entries[token.Id] = new(token, ++_counter);
        if (!_owned.TryGetValue(token.OwnerId, out var ids))
        {
            _owned[token.OwnerId] = ids = new(StringComparer.Ordinal);
        }

        ids.Add(token.Id);
    }

    private void Remove(ApiToken token)
    {
        _entries.Remove(token.Id);
        if (_owned.TryGetValue(token.OwnerId, out var ids) && ids.Remove(token.Id) && ids.Count == 0)
        {
            _owned.Remove(token.OwnerId);
        }
    }

    private Task<T> Locked<T>(Func<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(operation());
        }
    }

    private sealed record Entry(ApiToken Token, long Change);
}
