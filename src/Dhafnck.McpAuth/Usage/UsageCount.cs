namespace Dhafnck.McpAuth.Usage;

/// <summary>The number of requests or tool calls in one minute, hour or day.</summary>
/// <param name="Start">The start of the minute, hour or day, UTC.</param>
/// <param name="Tool">The tool that was called, or <see langword="null"/> for a count of requests, whatever they contained.</param>
/// <param name="Outcome">The outcome of the requests or calls.</param>
/// <param name="Count">The number; 1 or more.</param>
public sealed record UsageCount(DateTimeOffset Start, string? Tool, UsageOutcome Outcome, long Count);
