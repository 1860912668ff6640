namespace Dhafnck.McpAuth.Usage.Limits;

/// <summary>
/// The requests of a token within the last hour, by minute: those accepted by this process, and those of other processes as
/// reported by the store. A minute's own requests leave the window when the last of them is an hour old. The requests of other
/// processes leave when the whole minute is an hour old. So no hour ever contains more requests than the limit. Not thread-safe.
/// </summary>
internal sealed class RequestWindow
{
    public static readonly TimeSpan Length = TimeSpan.FromHours(1);

    private readonly List<WindowMinute> _minutes = [];

    // The last count, and the time range for which it is valid. Each request reads it, and usually no request has left the window.
    private int _count;
    private DateTimeOffset _countedAt;
    private DateTimeOffset _countedUntil;

    /// <summary>Returns the number of requests within the window.</summary>
    public int Count(DateTimeOffset now)
    {
        if (now < _countedAt || now >= _countedUntil)
        {
            Recount(now);
        }

        return _count;
    }

    /// <summary>Returns whether nothing is left to write and the store holds nothing that would be read back.</summary>
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

    /// <summary>Returns the time when the window will contain fewer requests than the limit.</summary>
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

    /// <summary>Returns the requests by minute that are not yet in the store.</summary>
    public IReadOnlyList<UsageCount> Unwritten() =>
    [
        .. _minutes.Where(minute => minute.Unwritten > 0)
            .Select(minute => new UsageCount { Start = minute.Start, Outcome = UsageOutcome.Succeeded, Count = minute.Unwritten }),
    ];

    /// <summary>Records that these counts are in the store.</summary>
    public void Written(IEnumerable<UsageCount> counts)
    {
        foreach (var count in counts)
        {
            At(count.Start).Written += (int)count.Count;
        }
    }

    /// <summary>Applies the store's counts, which include everything written by this process.</summary>
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

        while (_minutes is [.., { Unwritten: 0 } latest] && latest.IsFutureAt(now))
        {
            _minutes.RemoveAt(_minutes.Count - 1);
        }
    }

    private WindowMinute At(DateTimeOffset time)
    {
        var start = time.To(TimeSpan.FromMinutes(1));
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
