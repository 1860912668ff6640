namespace Dhafnck.McpAuth.Usage;

/// <summary>How often something happened in one minute, hour or day.</summary>
/// <param name="Start">The start of the minute, hour or day, UTC.</param>
/// <param name="Tool">The tool that was called, or <see langword="null"/>: requests are counted, whatever was in them.</param>
/// <param name="Outcome">What became of them.</param>
/// <param name="Count">How many there were; 1 or more.</param>
public sealed record UsageCount(DateTimeOffset Start, string? Tool, UsageOutcome Outcome, long Count);
