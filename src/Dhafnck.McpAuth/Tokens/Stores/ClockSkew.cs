namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>The difference between this host's clock and the clock of the store, as last measured.</summary>
internal sealed class ClockSkew
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private long _ticks;

    /// <summary>How far this host's clock is ahead of the store's clock; negative when it is behind.</summary>
    /// <value>Zero before the first measurement, and for a store without a clock.</value>
    public TimeSpan Difference => new(Volatile.Read(ref _ticks));

    /// <summary>Whether the clocks differ by more than a minute.</summary>
    public bool IsTooLarge => Difference.Duration() > Tolerance;

    public void Set(TimeSpan difference) => Volatile.Write(ref _ticks, difference.Ticks);
}
