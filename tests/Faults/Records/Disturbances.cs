using System.Collections.Concurrent;

namespace Faults.Records;

/// <summary>All disturbances of a campaign: what they excuse, and how late a process may learn of a change because of them.</summary>
internal sealed class Disturbances(Clock clock)
{
    // What the documentation promises, and what a busy machine may add.
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StalenessBound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BusyMachine = TimeSpan.FromSeconds(1);

    private readonly ConcurrentBag<Disturbance> _all = [];

    /// <summary>Begins a disturbance.</summary>
    /// <param name="instance">The process that it hits; <see langword="null"/> for all.</param>
    /// <param name="hitsStore">Whether the store fails.</param>
    /// <param name="locks">How long the process that it hits can hold locks that writes of others wait for.</param>
    public Disturbance Begin(int? instance, bool hitsStore, TimeSpan locks)
    {
        var disturbance = new Disturbance { Instance = instance, HitsStore = hitsStore, Start = clock.Now, OthersWriteAgainAt = clock.Now + locks };
        _all.Add(disturbance);
        return disturbance;
    }

    /// <summary>Whether a call at a process may have failed to be answered in this time.</summary>
    public bool ExcuseCall(int instance, TimeSpan from, TimeSpan to) =>
        _all.Any(disturbance => disturbance.Hits(instance) && disturbance.Overlaps(from, to));

    /// <summary>Whether a write at a process may have failed in this time.</summary>
    public bool ExcuseWrite(int instance, TimeSpan from, TimeSpan to) =>
        ExcuseCall(instance, from, to) || _all.Any(disturbance => disturbance.Start <= to && from <= disturbance.OthersWriteAgainAt);

    /// <summary>How long after a change a process may go by what was before it.</summary>
    public TimeSpan BoundOf(int instance, TimeSpan changedAt, TimeSpan until) =>
        BusyMachine + (_all.Any(disturbance => disturbance.HitsStore && disturbance.Hits(instance) && disturbance.Overlaps(changedAt - SeenWithin, until)) ? StalenessBound : SeenWithin);

    /// <summary>Since when a process that was killed may not have written what it counted.</summary>
    /// <param name="killedAt">When it was killed.</param>
    /// <param name="interval">How often it writes.</param>
    public TimeSpan UnwrittenSince(TimeSpan killedAt, TimeSpan interval)
    {
        var since = killedAt - interval;
        foreach (var disturbance in _all.Where(one => one.DelaysUsage && one.Start < killedAt).OrderByDescending(one => one.Start))
        {
            since = disturbance.Overlaps(since, killedAt) && disturbance.Start - interval < since ? disturbance.Start - interval : since;
        }

        return since;
    }
}
