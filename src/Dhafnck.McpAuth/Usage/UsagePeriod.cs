namespace Dhafnck.McpAuth.Usage;

/// <summary>The length of the period that a count covers.</summary>
public enum UsagePeriod
{
    /// <summary>A minute, kept for 2 hours. The rate limit of a token uses these counts.</summary>
    Minute,

    /// <summary>An hour, kept for 30 days.</summary>
    Hour,

    /// <summary>A day in UTC, kept for 400 days.</summary>
    Day,
}
