namespace Dhafnck.McpAuth.Usage;

/// <summary>How long the time is that one count is of.</summary>
public enum UsagePeriod
{
    /// <summary>A minute, kept for 2 hours: what the limit of a token is about.</summary>
    Minute,

    /// <summary>An hour, kept for 30 days.</summary>
    Hour,

    /// <summary>A day in UTC, kept for 400 days.</summary>
    Day,
}
