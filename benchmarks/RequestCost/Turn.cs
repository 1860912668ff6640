using Load;

namespace RequestCost;

/// <summary>What one variant did at one endpoint in one round, or in a slice of it.</summary>
/// <param name="Latencies">How long each answer took.</param>
/// <param name="Elapsed">How long the load ran.</param>
/// <param name="Idle">For how much of that time the clients found no answer to be there.</param>
/// <param name="ServerTime">The processor time of the server.</param>
/// <param name="Allocated">The bytes that the server allocated.</param>
/// <param name="Paused">The microseconds in which the collector let nothing else run.</param>
/// <param name="Compiling">The microseconds that went into compiling methods.</param>
internal sealed record Turn(
    LatencyHistogram Latencies,
    TimeSpan Elapsed,
    TimeSpan Idle,
    TimeSpan ServerTime,
    long Allocated,
    long Paused,
    long Compiling)
{
    public double RequestsPerSecond => Latencies.Count / Elapsed.TotalSeconds;

    /// <summary>The processor time of the server for a request.</summary>
    public double ServerMicroseconds => ServerTime.TotalMicroseconds / Latencies.Count;

    /// <summary>What the server allocated for a request.</summary>
    public double Bytes => ForRequest(Allocated);

    /// <summary>The microseconds in which the collector let nothing else run, for a request.</summary>
    public double PausedMicroseconds => ForRequest(Paused);

    /// <summary>The microseconds that went into compiling methods, for a request.</summary>
    public double CompilingMicroseconds => ForRequest(Compiling);

    /// <summary>The latency of half of the requests at most, in microseconds.</summary>
    public double Median => Latencies.Percentile(0.5);

    /// <summary>The latency of 99 of 100 requests at most, in microseconds.</summary>
    public double P99 => Latencies.Percentile(0.99);

    /// <summary>How much of its core the server used: 1 for all of it.</summary>
    public double ServerLoad => ServerTime / Elapsed;

    /// <summary>The share of the time in which the clients found no answer to be there.</summary>
    public double IdleShare => Idle / Elapsed;

    /// <summary>All slices of a round together.</summary>
    public static Turn Of(IReadOnlyCollection<Turn> slices)
    {
        var latencies = new LatencyHistogram();
        foreach (var slice in slices)
        {
            latencies.Add(slice.Latencies);
        }

        return slices.Aggregate((all, slice) => new(
            latencies,
            all.Elapsed + slice.Elapsed,
            all.Idle + slice.Idle,
            all.ServerTime + slice.ServerTime,
            all.Allocated + slice.Allocated,
            all.Paused + slice.Paused,
            all.Compiling + slice.Compiling));
    }

    private double ForRequest(long amount) => (double)amount / Latencies.Count;
}
