using Load;

namespace RequestCost;

/// <summary>What one variant did at one endpoint in one round, or in a part of it.</summary>
/// <param name="Latencies">How long each answer took.</param>
/// <param name="Elapsed">How long the load ran, without the time that other servers took.</param>
/// <param name="Idle">For how much of that time the clients found no answer to be there.</param>
/// <param name="ServerTime">The processor time of the server.</param>
/// <param name="Before">The server before the load.</param>
/// <param name="After">The server after it.</param>
internal sealed record Turn(LatencyHistogram Latencies, TimeSpan Elapsed, TimeSpan Idle, TimeSpan ServerTime, ServerSample Before, ServerSample After)
{
    public double RequestsPerSecond => Latencies.Count / Elapsed.TotalSeconds;

    /// <summary>The processor time of the server for a request.</summary>
    public double ServerMicroseconds => ServerTime.TotalMicroseconds / Latencies.Count;

    /// <summary>What the server allocated for a request.</summary>
    public double Bytes => ForRequest(sample => sample.Allocated);

    /// <summary>The microseconds in which the collector let nothing else run, for a request.</summary>
    public double PausedMicroseconds => ForRequest(sample => sample.PausedMicroseconds);

    /// <summary>The mean pause of one collection, in microseconds; not a number when there was none.</summary>
    public double PauseMicroseconds => (double)(After.PausedMicroseconds - Before.PausedMicroseconds) / (After.Collections - Before.Collections);

    /// <summary>The size of the oldest generation after the load, in megabytes.</summary>
    public double OldestMegabytes => After.OldestBytes / 1e6;

    /// <summary>By how much the oldest generation grew under the load, in megabytes.</summary>
    public double GrownMegabytes => (After.OldestBytes - Before.OldestBytes) / 1e6;

    /// <summary>How many threads the server's pool had after the load.</summary>
    public double Threads => After.Threads;

    /// <summary>The microseconds that went into compiling methods, for a request.</summary>
    public double CompilingMicroseconds => ForRequest(sample => sample.CompilingMicroseconds);

    /// <summary>How often a thread of the server waited for a lock, for a thousand requests.</summary>
    public double Contentions => 1000 * ForRequest(sample => sample.Contentions);

    /// <summary>The latency of half of the requests at most, in microseconds.</summary>
    public double Median => Latencies.Percentile(0.5);

    /// <summary>The latency of 99 of 100 requests at most, in microseconds.</summary>
    public double P99 => Latencies.Percentile(0.99);

    /// <summary>How much of its core the server used: 1 for all of it.</summary>
    public double ServerLoad => ServerTime / Elapsed;

    /// <summary>The share of the time in which the clients found no answer to be there.</summary>
    public double IdleShare => Idle / Elapsed;

    /// <summary>
    /// All turns of a round together. What a server does between them counts too, so where there are several, nothing else
    /// may have been asked of it.
    /// </summary>
    public static Turn Of(IReadOnlyCollection<Turn> turns)
    {
        var latencies = new LatencyHistogram();
        foreach (var turn in turns)
        {
            latencies.Add(turn.Latencies);
        }

        return turns.Aggregate((all, turn) => new(
            latencies,
            all.Elapsed + turn.Elapsed,
            all.Idle + turn.Idle,
            all.ServerTime + turn.ServerTime,
            all.Before,
            all.After + (turn.After - turn.Before)));
    }

    private double ForRequest(Func<ServerSample, long> figure) => (double)(figure(After) - figure(Before)) / Latencies.Count;
}
