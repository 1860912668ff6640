using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Usage.Counts;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>Limits a token's requests per hour across all processes that share a store of permits.</summary>
internal sealed class SharedRateLimiter(TokenPermits permits, int limit, TimeProvider time) : RateLimiter, ILimitReading
{
    public int Limit => limit;

    /// <summary>Always <see langword="null"/>: the idle time is tracked elsewhere.</summary>
    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics GetStatistics() => new() { CurrentAvailablePermits = permits.CountAvailable(limit) };

    public async Task<(int Used, DateTimeOffset? AvailableAt)> ReadAsync(CancellationToken cancellationToken)
    {
        var use = await permits.ReadAsync(limit, cancellationToken).ConfigureAwait(false);
        return (use.Used, time.GetUtcNow() + use.RetryAfter);
    }

    // A store cannot be asked without waiting.
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => permits.TryTake(Checked(permitCount), limit) ?? new(TimeSpan.Zero);

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        permits.TryTake(Checked(permitCount), limit) ?? await permits.BorrowAsync(permitCount, limit, cancellationToken).ConfigureAwait(false);

    private static int Checked(int permitCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permitCount, 1);
        return permitCount;
    }
}
