using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>The table row of a usage count.</summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class UsageRow
{
    public required string TokenId { get; init; }

    public required UsagePeriod Period { get; init; }

    /// <summary>The start of the minute, hour or day, in Unix time (seconds).</summary>
    public required long Start { get; init; }

    /// <summary>The tool, or an empty string for a count of requests: a key column cannot be null.</summary>
    public required string Tool { get; init; }

    public required UsageOutcome Outcome { get; init; }

    public required long Count { get; init; }

    public UsageCount ToUsageCount() => new()
    {
        Start = DateTimeOffset.FromUnixTimeSeconds(Start),
        Tool = Tool.Length == 0 ? null : Tool,
        Outcome = Outcome,
        Count = Count,
    };
}
