using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Usage.Counts;

namespace Dhafnck.McpAuth.Usage.Limits;

/// <summary>Limits a token's requests per hour with a sliding window: no period of one hour contains more requests than the limit.</summary>
internal sealed class TokenRateLimiter(TokenActivity activity, int limit, TimeProvider time) : RateLimiter, ILimitReading
{
    public int Limit => limit;

    /// <summary>Always <see langword="null"/>: the idle time is not tracked.</summary>
    public override TimeSpan? IdleDuration => null;

    /// <summary>The number of requests in the window. It exceeds the limit after the limit was lowered.</summary>
    public int Used => activity.CountWindow(time.GetUtcNow());

    public Task<(int Used, DateTimeOffset? AvailableAt)> ReadAsync(CancellationToken cancellationToken)
    {
        var used = Used;
        return Task.FromResult<(int, DateTimeOffset?)>((used, used < limit ? null : activity.FreeAt(limit, time.GetUtcNow())));
    }

    public override RateLimiterStatistics GetStatistics()
    {
        return new() { CurrentAvailablePermits = Math.Max(0, limit - Used) };
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var now = time.GetUtcNow();
        return activity.TryEnter(permitCount, limit, now)
            ? TokenRateLimitLease.Acquired
            : new TokenRateLimitLease(activity.FreeAt(limit, now) - now);
    }

    // No queue: a request must not wait for up to an hour.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));
}
