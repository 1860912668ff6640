using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.TestKit.Tokens;

/// <summary>A store in front of another, for a test to change what it does.</summary>
public abstract class DelegatingUsageStore(IUsageStore store) : IUsageStore
{
    public virtual Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default) => store.AddAsync(batch, cancellationToken);

    public Task<IReadOnlyList<UsageCount>> ListAsync(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default) =>
        store.ListAsync(tokenId, period, from, before, cancellationToken);

    public virtual Task<IReadOnlyDictionary<string, IReadOnlyList<UsageCount>>> ListRequestsAsync(IReadOnlyCollection<string> tokenIds, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default) =>
        store.ListRequestsAsync(tokenIds, period, from, before, cancellationToken);

    public virtual Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        store.ListRecentAsync(tokenIds, since, cancellationToken);

    public virtual Task<bool> TryClaimEventAsync(string tokenId, string kind, DateTimeOffset period, CancellationToken cancellationToken = default) =>
        store.TryClaimEventAsync(tokenId, kind, period, cancellationToken);

    public virtual Task PruneAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => store.PruneAsync(now, cancellationToken);
}
