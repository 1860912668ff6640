using System.Diagnostics.Metrics;

namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The metrics of the cached token records: hits and misses, look-ups, polls, and how late changes are seen.</summary>
internal sealed class RecordMetrics(McpAuthMeter meter, TimeProvider time)
{
    private readonly Counter<long> _recalls = meter.Counter("mcp_auth.cache.requests", "{request}", "The requests for cached token records, by whether the cache had the record.");
    private readonly Histogram<double> _lag = meter.Duration("mcp_auth.revocation.lag", "The longest time that a change, such as a revocation, can have taken to be seen by this process.");

    /// <summary>Reads a record from the store.</summary>
    public StoreOperation LookUp { get; } = new("find token", meter.Duration("mcp_auth.cache.lookup.duration", "The time to read a token record from the store."), time);

    /// <summary>Asks the store for changes.</summary>
    public StoreOperation Poll { get; } = new("poll changes", meter.Duration("mcp_auth.cache.poll.duration", "The time to poll the store for changes."), time);

    public void Hit() => Count("hit");

    public void Miss() => Count("miss");

    /// <summary>Records that a poll reported changes.</summary>
    /// <param name="changes">The number of changed records.</param>
    /// <param name="sinceLast">The time since the poll before it, which reported none of these changes.</param>
    public void Changed(int changes, TimeSpan sinceLast)
    {
        if (changes > 0)
        {
            _lag.Record(sinceLast.TotalSeconds);
        }
    }

    private void Count(string result)
    {
        if (_recalls.Enabled)
        {
            _recalls.Add(1, new KeyValuePair<string, object?>(TelemetryTags.CacheResult, result));
        }
    }
}
