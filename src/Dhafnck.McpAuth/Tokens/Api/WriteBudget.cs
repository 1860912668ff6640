using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>So many writes per minute: as many at once when none was made before, and then one whenever its share of the minute has passed (a token bucket).</summary>
internal sealed class WriteBudget(int perMinute, TimeProvider time) : RateLimiter
{
    private readonly Lock _lock = new();
    private double _left = perMinute;
    private long _countedAt = time.GetTimestamp();

    /// <summary>For how long the whole budget has been there again: from then on nothing has to be remembered.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                var idle = time.GetElapsedTime(_countedAt) - UntilThereAre(perMinute);
                return idle > TimeSpan.Zero ? idle : null;
            }
        }
    }

    public override RateLimiterStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new() { CurrentAvailablePermits = (long)Left() };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            (_left, _countedAt) = (Left(), time.GetTimestamp());
            if (_left < permitCount)
            {
                return new TokenRateLimitLease(UntilThereAre(permitCount));
            }

            _left -= permitCount;
            return TokenRateLimitLease.Acquired;
        }
    }

    // A client waits better than a queue of the server's.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));

    private double Left() => Math.Min(perMinute, _left + (time.GetElapsedTime(_countedAt).TotalMinutes * perMinute));

    private TimeSpan UntilThereAre(int permits) => TimeSpan.FromMinutes(Math.Max(0, permits - _left) / perMinute);
}
