namespace Load;

/// <summary>What a load came to.</summary>
/// <param name="Latencies">How long each answer took.</param>
/// <param name="Elapsed">How long the load ran.</param>
/// <param name="Idle">The share of that time in which the clients looked for answers and found none: next to 0 when they are too slow for the server.</param>
public sealed record LoadResult(LatencyHistogram Latencies, TimeSpan Elapsed, double Idle)
{
    /// <summary>How many requests were answered in a second.</summary>
    public double RequestsPerSecond => Latencies.Count / Elapsed.TotalSeconds;
}
