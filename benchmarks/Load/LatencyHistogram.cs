using System.Diagnostics;

namespace Load;

/// <summary>How often an answer took how many microseconds. Adding to it allocates nothing.</summary>
public sealed class LatencyHistogram
{
    // The last bucket is for whatever took 200 ms or longer.
    private readonly int[] _counts = new int[200_001];

    /// <summary>How many answers there were.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one answer.</summary>
    /// <param name="start">When it was asked for, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="end">When it was there.</param>
    public void Add(long start, long end)
    {
        var microseconds = (end - start) * 1_000_000 / Stopwatch.Frequency;
        _counts[Math.Min(microseconds, _counts.Length - 1)]++;
        Count++;
    }

    /// <summary>Adds what another one has counted.</summary>
    /// <param name="other">The other.</param>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
    }

    /// <summary>The microseconds within which a share of the answers came.</summary>
    /// <param name="share">0 to 1: 0.99 for the 99th percentile.</param>
    public int Percentile(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return i;
            }
        }

        return _counts.Length - 1;
    }
}
