using System.Runtime.InteropServices;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// Keeps usage in the memory of this process: for development, tests, and applications whose own token store does not keep usage.
/// The data is lost when the process ends, and other processes do not see it.
/// </summary>
public sealed class InMemoryUsageStore : IUsageStore
{
    private readonly Lock _lock = new();
    private readonly InMemoryTokenStore? _tokens;
    private readonly Dictionary<string, Dictionary<(UsagePeriod Period, DateTimeOffset Start, string? Tool, UsageOutcome Outcome), long>> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<AddressUse>> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, long> _batches = [];
    private readonly Dictionary<(string TokenId, string Kind, DateTimeOffset Period), DateTimeOffset> _events = [];

    /// <summary>Creates a store that also updates the usage in the token records, if they are in memory too.</summary>
    /// <param name="tokens">The store of the records.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokens"/> is <see langword="null"/>.</exception>
    public InMemoryUsageStore(ITokenStore tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        _tokens = tokens as InMemoryTokenStore;
    }

    /// <inheritdoc/>
    public Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Locked(
            () =>
            {
                if (_batches.GetValueOrDefault(batch.Writer) >= batch.Number)
                {
                    return false;
                }

                _batches[batch.Writer] = batch.Number;
                foreach (var use in batch.Uses)
                {
                    Add(use);
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<UsageCount>> ListAsync(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default) =>
        Locked(() => List(tokenId, period, from, before), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<RecentUse>>(
            () =>
            [
                .. tokenIds
                    .Select(tokenId => new RecentUse
                    {
                        TokenId = tokenId,
                        Minutes = List(tokenId, UsagePeriod.Minute, since, DateTimeOffset.MaxValue),
                        Addresses = [.. _addresses.GetValueOrDefault(tokenId) ?? []],
                    })
                    .Where(recent => recent.Minutes.Count > 0 || recent.Addresses.Count > 0),
            ],
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryClaimEventAsync(string tokenId, string kind, DateTimeOffset period, CancellationToken cancellationToken = default) =>
        Locked(() => _events.TryAdd((tokenId, kind, period), period), cancellationToken);

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        Locked(
            () =>
            {
                foreach (var (tokenId, counts) in _counts.ToList())
                {
                    foreach (var key in counts.Keys.Where(key => key.Start < now - UsageRetention.Of(key.Period)).ToList())
                    {
                        counts.Remove(key);
                    }

                    if (counts.Count == 0)
                    {
                        _counts.Remove(tokenId);
                    }
                }

                foreach (var key in _events.Keys.Where(key => key.Period < now - UsageRetention.Days).ToList())
                {
                    _events.Remove(key);
                }

                foreach (var addresses in _addresses.Values)
                {
                    addresses.RemoveAll(address => address.LastUsedAt < now - UsageRetention.Addresses);
                }

                foreach (var tokenId in _addresses.Where(entry => entry.Value.Count == 0).Select(entry => entry.Key).ToList())
                {
                    _addresses.Remove(tokenId);
                }

                return true;
            },
            cancellationToken);

    private void Add(TokenUse use)
    {
        _tokens?.AddUse(use.TokenId, use.Requests, use.LastUsedAt);
        Add(use.TokenId, UsagePeriod.Minute, use.Minutes);
        Add(use.TokenId, UsagePeriod.Hour, use.Hours);
        Add(use.TokenId, UsagePeriod.Day, use.Hours.Select(count => count with { Start = count.Start.To(TimeSpan.FromDays(1)) }));
        if (use.Addresses.Count > 0)
        {
            _addresses[use.TokenId] =
            [
                .. use.Addresses.Concat(_addresses.GetValueOrDefault(use.TokenId) ?? [])
                    .GroupBy(address => address.Address, (_, uses) => uses.MaxBy(address => address.LastUsedAt)!)
                    .OrderByDescending(address => address.LastUsedAt).ThenByDescending(address => address.Address, StringComparer.Ordinal)
                    .Take(IUsageStore.AddressesPerToken),
            ];
        }
    }

    private void Add(string tokenId, UsagePeriod period, IEnumerable<UsageCount> counts)
    {
        foreach (var count in counts)
        {
            var ofToken = CollectionsMarshal.GetValueRefOrAddDefault(_counts, tokenId, out _) ??= [];
            CollectionsMarshal.GetValueRefOrAddDefault(ofToken, (period, count.Start, count.Tool, count.Outcome), out _) += count.Count;
        }
    }

    private IReadOnlyList<UsageCount> List(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before) =>
    [
        .. (_counts.GetValueOrDefault(tokenId) ?? [])
            .Where(count => count.Key.Period == period && count.Key.Start >= from && count.Key.Start < before)
            .Select(count => new UsageCount { Start = count.Key.Start, Tool = count.Key.Tool, Outcome = count.Key.Outcome, Count = count.Value })
            .OrderBy(count => count.Start).ThenBy(count => count.Tool, StringComparer.Ordinal).ThenBy(count => count.Outcome),
    ];

    private Task<T> Locked<T>(Func<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(operation());
        }
    }
}
