namespace RequestCost;

/// <summary>What one variant did at one endpoint in one round.</summary>
/// <param name="RequestsPerSecond">How many requests were answered in a second.</param>
/// <param name="ServerMicroseconds">The processor time of the server for a request.</param>
/// <param name="Bytes">What the server allocated for a request.</param>
/// <param name="Paused">The microseconds in which the collector let nothing else run, for a request.</param>
/// <param name="Compiling">The microseconds that went into compiling methods, for a request.</param>
/// <param name="Switches">How often the server's threads gave up the core, or had to, for a request.</param>
/// <param name="Median">The latency of half of the requests at most, in microseconds.</param>
/// <param name="P99">The latency of 99 of 100 requests at most, in microseconds.</param>
/// <param name="ServerLoad">How much of its core the server used: 1 for all of it.</param>
/// <param name="Idle">The share of the time in which the clients found no answer to be there.</param>
internal sealed record Turn(
    double RequestsPerSecond,
    double ServerMicroseconds,
    double Bytes,
    double Paused,
    double Compiling,
    double Switches,
    double Median,
    double P99,
    double ServerLoad,
    double Idle);
