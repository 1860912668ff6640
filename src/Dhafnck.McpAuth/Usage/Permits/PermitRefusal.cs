using Dhafnck.McpAuth.Usage.Limits;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>The store's answer that a limit is used up. It holds for a moment: other processes may return permits.</summary>
/// <param name="limit">The limit.</param>
/// <param name="answeredAt">The timestamp of the clock when the store answered.</param>
/// <param name="retryAfter">The time until a retry can succeed, as the store reported it.</param>
internal sealed class PermitRefusal(int limit, long answeredAt, TimeSpan retryAfter)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _lifetime = retryAfter < Longest ? retryAfter : Longest;

    /// <summary>Returns the lease of a request that is refused without asking the store again; <see langword="null"/> if the store has to be asked.</summary>
    public TokenRateLimitLease? Lease(int thatLimit, TimeProvider time, long timestamp)
    {
        var elapsed = time.GetElapsedTime(answeredAt, timestamp);
        return thatLimit == limit && elapsed < _lifetime ? new(retryAfter - elapsed) : null;
    }
}
