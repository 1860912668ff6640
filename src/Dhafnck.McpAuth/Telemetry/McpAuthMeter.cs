using System.Diagnostics.Metrics;

namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The meter of this library. The factory owns it, and disposes of it with the host.</summary>
internal sealed class McpAuthMeter(IMeterFactory factory)
{
    // From memory to a database that hangs: seconds.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>The meter, for instruments of other kinds.</summary>
    public Meter Meter { get; } = factory.Create(new MeterOptions(McpAuthTelemetry.MeterName)
    {
        Version = typeof(McpAuthMeter).Assembly.GetName().Version?.ToString(3),
    });

    /// <summary>Creates a histogram of durations in seconds.</summary>
    public Histogram<double> Duration(string name, string description) => Meter.CreateHistogram(name, "s", description, tags: null, Durations);

    /// <summary>Creates a counter.</summary>
    public Counter<long> Counter(string name, string unit, string description) => Meter.CreateCounter<long>(name, unit, description);
}
