using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Usage.Counts;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>Rate limiters that hold across processes: their permits come from a store that all processes share.</summary>
internal sealed class SharedRateLimiters(BoundedPermitStore store, TokenActivities activities, TimeProvider time) : ITokenRateLimiters
{
    // Far longer than a request takes from its limiter to its permit.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TokenPermits> _tokens = new(StringComparer.Ordinal);

    public ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default) =>
        new(_tokens.GetOrAdd(tokenId, static (id, self) => self.Create(id), this).Limiter(limit));

    /// <summary>Returns what to report to the store, and removes tokens that have not been used for a while.</summary>
    /// <param name="all">Whether this process ends, and needs no permits any more.</param>
    public IReadOnlyList<PermitReturn> TakeReturns(bool all = false)
    {
        var returns = new List<PermitReturn>();
        foreach (var (tokenId, permits) in _tokens)
        {
            returns.AddRange(permits.TakeReturns(all));
            if (permits.IsIdle(Idle))
            {
                _tokens.TryRemove(tokenId, out _);
            }
        }

        return returns;
    }

    private TokenPermits Create(string tokenId) => new(tokenId, store, activities, time);
}
