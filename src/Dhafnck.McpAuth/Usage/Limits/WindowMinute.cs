namespace Dhafnck.McpAuth.Usage.Limits;

/// <summary>One minute of a <see cref="RequestWindow"/>.</summary>
internal sealed class WindowMinute(DateTimeOffset start)
{
    // How much the clocks of two hosts may differ.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public DateTimeOffset Start => start;

    public DateTimeOffset End { get; } = start + TimeSpan.FromMinutes(1);

    /// <summary>The number of requests accepted by this process.</summary>
    public int Own { get; set; }

    public DateTimeOffset LastOwn { get; set; } = DateTimeOffset.MinValue;

    /// <summary>The part of <see cref="Own"/> that is in the store.</summary>
    public int Written { get; set; }

    /// <summary>The number of requests accepted by other processes, or by this one before a restart.</summary>
    public int Others { get; set; }

    public int Unwritten => Own - Written;

    /// <summary>Returns whether the minute comes from a clock that was ahead. Such a minute does not count.</summary>
    public bool IsFutureAt(DateTimeOffset now) => Start - Tolerance > now;

    public int OwnAt(DateTimeOffset now) => LastOwn + RequestWindow.Length > now && !IsFutureAt(now) ? Own : 0;

    /// <summary>Returns the next time when requests of this minute leave the window, or begin to count.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset now)
    {
        if (IsFutureAt(now))
        {
            return Start - Tolerance;
        }

        var own = OwnAt(now) > 0 ? LastOwn + RequestWindow.Length : DateTimeOffset.MaxValue;
        var others = OthersAt(now) > 0 ? End + RequestWindow.Length : DateTimeOffset.MaxValue;
        return own < others ? own : others;
    }

    public int OthersAt(DateTimeOffset now) => End + RequestWindow.Length > now && !IsFutureAt(now) ? Others : 0;
}
