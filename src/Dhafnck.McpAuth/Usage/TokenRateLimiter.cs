using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.Usage;

/// <summary>A token's requests per hour, in a sliding window: no hour sees more than the limit, wherever it begins.</summary>
internal sealed class TokenRateLimiter(TokenActivity activity, int limit, TimeProvider time) : RateLimiter
{
    public int Limit => limit;

    /// <summary>Not followed: a window of an hour does not need replenishing.</summary>
    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics GetStatistics()
    {
        var used = activity.CountWindow(time.GetUtcNow());
        return new() { CurrentAvailablePermits = Math.Max(0, limit - used) };
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var now = time.GetUtcNow();
        return activity.TryEnter(permitCount, limit, now)
            ? TokenRateLimitLease.Acquired
            : new TokenRateLimitLease(activity.FreeAt(limit, now) - now);
    }

    // Nobody waits for an hour in a queue.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));
}
