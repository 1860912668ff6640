namespace Load;

/// <summary>What a load came to.</summary>
/// <param name="Latencies">How long each answer took.</param>
/// <param name="Elapsed">How long the load ran.</param>
public sealed record LoadResult(LatencyHistogram Latencies, TimeSpan Elapsed)
{
    /// <summary>How many requests were answered in a second.</summary>
    public double RequestsPerSecond => Latencies.Count / Elapsed.TotalSeconds;
}
