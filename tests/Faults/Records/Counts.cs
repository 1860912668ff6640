namespace Faults.Records;

/// <summary>What was answered in a round.</summary>
internal sealed class Counts
{
    private readonly int[] _byStatus = new int[600];
    private int _lost;
    private int _writes;
    private long _latestUse;

    public int Calls => _byStatus.Sum() + _lost;

    /// <summary>Calls without an answer.</summary>
    public int Lost => _lost;

    /// <summary>Acknowledged writes.</summary>
    public int Writes => _writes;

    /// <summary>The longest time from an acknowledged revocation until a call that was still accepted was sent.</summary>
    public TimeSpan LatestUse => TimeSpan.FromTicks(_latestUse);

    public int Of(int status) => _byStatus[status];

    public void Add(int? status)
    {
        if (status is { } known)
        {
            Interlocked.Increment(ref _byStatus[known]);
        }
        else
        {
            Interlocked.Increment(ref _lost);
        }
    }

    public void AddWrite() => Interlocked.Increment(ref _writes);

    public void AddLateUse(TimeSpan late)
    {
        var known = Volatile.Read(ref _latestUse);
        while (late.Ticks > known && Interlocked.CompareExchange(ref _latestUse, late.Ticks, known) is var now && now != known)
        {
            known = now;
        }
    }
}
