namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// The requests of a token within the last hour, by minute: those that this process let in, and what the store says of
/// the others. A minute's own requests leave the window when the last of them is an hour old, and the others' when the
/// whole minute is: so no hour ever sees more than the limit. Not safe for several threads.
/// </summary>
internal sealed class RequestWindow
{
    public static readonly TimeSpan Length = TimeSpan.FromHours(1);

    private readonly List<WindowMinute> _minutes = [];

    // What was counted last, and from when until when it is so: each request asks, and most often nothing has left.
    private int _count;
    private DateTimeOffset _countedAt;
    private DateTimeOffset _countedUntil;

    /// <summary>How many requests are within the window.</summary>
    public int Count(DateTimeOffset now)
    {
        if (now < _countedAt || now >= _countedUntil)
        {
            Recount(now);
        }

        return _count;
    }

    /// <summary>Whether there is nothing that was not written, or that could come back from the store.</summary>
    public bool IsEmpty(DateTimeOffset now)
    {
        Forget(now);
        return _minutes.Count == 0;
    }

    public void Add(DateTimeOffset now)
    {
        var minute = At(now);
        minute.Own++;
        minute.LastOwn = now;
        _count++;
        _countedUntil = Earlier(_countedUntil, now + Length);
    }

    /// <summary>When fewer requests than the limit will be within the window.</summary>
    public DateTimeOffset FreeAt(DateTimeOffset now, int limit)
    {
        var left = Count(now);
        foreach (var minute in _minutes)
        {
            if (left < limit)
            {
                break;
            }

            left -= minute.OwnAt(now);
            if (left < limit)
            {
                return minute.LastOwn + Length;
            }

            left -= minute.OthersAt(now);
            if (left < limit)
            {
                return minute.End + Length;
            }
        }

        return now;
    }

    /// <summary>The requests by minute that the store does not know yet.</summary>
    public IReadOnlyList<UsageCount> Unwritten() =>
        [.. _minutes.Where(minute => minute.Unwritten > 0).Select(minute => new UsageCount(minute.Start, null, UsageOutcome.Succeeded, minute.Unwritten))];

    /// <summary>The store knows these now.</summary>
    public void Written(IEnumerable<UsageCount> counts)
    {
        foreach (var count in counts)
        {
            At(count.Start).Written += (int)count.Count;
        }
    }

    /// <summary>Takes over what the store says, in which is all that was written from here.</summary>
    public void Learn(IEnumerable<UsageCount> counts)
    {
        foreach (var count in counts)
        {
            var minute = At(count.Start);
            minute.Others = (int)Math.Max(0, count.Count - minute.Written);
        }

        _countedUntil = default;
    }

    private void Recount(DateTimeOffset now)
    {
        Forget(now);
        (_count, _countedAt, _countedUntil) = (0, now, DateTimeOffset.MaxValue);
        foreach (var minute in _minutes)
        {
            _count += minute.OwnAt(now) + minute.OthersAt(now);
            _countedUntil = Earlier(_countedUntil, minute.NextAfter(now));
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private void Forget(DateTimeOffset now)
    {
        while (_minutes is [{ Unwritten: 0 } oldest, ..] && oldest.End + Length <= now)
        {
            _minutes.RemoveAt(0);
        }
    }

    private WindowMinute At(DateTimeOffset time)
    {
        var start = new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var index = _minutes.Count - 1;
        while (index >= 0 && _minutes[index].Start > start)
        {
            index--;
        }

        if (index < 0 || _minutes[index].Start != start)
        {
            _minutes.Insert(++index, new(start));
        }

        return _minutes[index];
    }
}
