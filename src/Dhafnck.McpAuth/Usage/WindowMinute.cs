namespace Dhafnck.McpAuth.Usage;

/// <summary>One minute of a <see cref="RequestWindow"/>.</summary>
internal sealed class WindowMinute(DateTimeOffset start)
{
    public DateTimeOffset Start => start;

    public DateTimeOffset End { get; } = start + TimeSpan.FromMinutes(1);

    /// <summary>What this process let in.</summary>
    public int Own { get; set; }

    public DateTimeOffset LastOwn { get; set; } = DateTimeOffset.MinValue;

    /// <summary>How much of <see cref="Own"/> the store knows.</summary>
    public int Written { get; set; }

    /// <summary>What the other processes, or an earlier start of this one, let in.</summary>
    public int Others { get; set; }

    public int Unwritten => Own - Written;

    public int OwnAt(DateTimeOffset now) => LastOwn + RequestWindow.Length > now ? Own : 0;

    /// <summary>When something of it leaves the window next.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset now)
    {
        var own = OwnAt(now) > 0 ? LastOwn + RequestWindow.Length : DateTimeOffset.MaxValue;
        var others = OthersAt(now) > 0 ? End + RequestWindow.Length : DateTimeOffset.MaxValue;
        return own < others ? own : others;
    }

    public int OthersAt(DateTimeOffset now) => End + RequestWindow.Length > now ? Others : 0;
}
