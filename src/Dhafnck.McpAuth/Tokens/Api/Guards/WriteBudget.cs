using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Usage.Limits;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>Limits writes per minute with a token bucket: the full number is available after a minute without writes, and then refills evenly.</summary>
internal sealed class WriteBudget(int perMinute, TimeProvider time) : RateLimiter
{
    private readonly Lock _lock = new();
    private double _left = perMinute;
    private long _countedAt = time.GetTimestamp();

    /// <summary>The time for which the budget has been full. A full budget need not be kept.</summary>
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

    // Refuse immediately: the client should wait, not a queue on the server.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));

    private double Left() => Math.Min(perMinute, _left + (time.GetElapsedTime(_countedAt).TotalMinutes * perMinute));

    private TimeSpan UntilThereAre(int permits) => TimeSpan.FromMinutes(Math.Max(0, permits - _left) / perMinute);
}
