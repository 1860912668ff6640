using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>A count as its table has it.</summary>
// Not sealed: an application may have EF Core make proxies for all the entities of its context.
internal class UsageRow
{
    public required string TokenId { get; init; }

    public required UsagePeriod Period { get; init; }

    /// <summary>The start of the minute, hour or day, in seconds since 1970.</summary>
    public required long Start { get; init; }

    /// <summary>The tool, or the empty text for requests: a key has no room for null.</summary>
    public required string Tool { get; init; }

    public required UsageOutcome Outcome { get; init; }

    public required long Count { get; init; }

    public UsageCount ToUsageCount() => new(DateTimeOffset.FromUnixTimeSeconds(Start), Tool.Length == 0 ? null : Tool, Outcome, Count);
}
