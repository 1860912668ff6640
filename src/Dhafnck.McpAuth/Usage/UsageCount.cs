namespace Dhafnck.McpAuth.Usage;

/// <summary>The number of requests or tool calls in one minute, hour or day.</summary>
public sealed record UsageCount
{
    /// <summary>The start of the minute, hour or day, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The tool that was called.</summary>
    /// <value>The default is <see langword="null"/>: a count of requests, whatever they contained.</value>
    public string? Tool { get; init; }

    /// <summary>The outcome of the requests or calls.</summary>
    public required UsageOutcome Outcome { get; init; }

    /// <summary>The number of requests or calls.</summary>
    /// <value>1 or more.</value>
    public required long Count { get; init; }
}
