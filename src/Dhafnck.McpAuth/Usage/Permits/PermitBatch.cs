namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>The permits of one loan in this process. Not thread-safe.</summary>
/// <param name="loanId">The identifier of the loan.</param>
/// <param name="permits">The number of permits.</param>
/// <param name="limit">The limit under which they were lent.</param>
/// <param name="askedAt">The timestamp of the clock before the store was asked.</param>
/// <param name="askedAtTime">The time before the store was asked, UTC.</param>
internal sealed class PermitBatch(Guid loanId, int permits, int limit, long askedAt, DateTimeOffset askedAtTime)
{
    /// <summary>How long the permits may be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(15);

    private int _used;

    /// <summary>The limit under which the permits were lent.</summary>
    public int Limit => limit;

    /// <summary>The number of permits that are left.</summary>
    public int Left => permits - _used;

    /// <summary>The number of permits that were used.</summary>
    public int Used => _used;

    /// <summary>Takes permits, of which so many are left.</summary>
    public void Take(int count) => _used += count;

    /// <summary>Returns whether the permits may be used.</summary>
    // Check both clocks: timestamps can stand still while a machine sleeps, and the wall clock can be set back.
    public bool IsOpen(TimeProvider time, long timestamp, DateTimeOffset now) =>
        time.GetElapsedTime(askedAt, timestamp) < Lifetime && now - askedAtTime < Lifetime;

    /// <summary>Returns what to report to the store when the batch is closed.</summary>
    public PermitReturn Close(string tokenId) => new() { TokenId = tokenId, LoanId = loanId, Used = _used };
}
