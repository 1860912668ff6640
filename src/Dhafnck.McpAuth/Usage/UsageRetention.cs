namespace Dhafnck.McpAuth.Usage;

/// <summary>How long what is known of use is kept, by every store.</summary>
public static class UsageRetention
{
    /// <summary>How long the counts of minutes are kept: 2 hours.</summary>
    public static readonly TimeSpan Minutes = TimeSpan.FromHours(2);

    /// <summary>How long the counts of hours are kept: 30 days.</summary>
    public static readonly TimeSpan Hours = TimeSpan.FromDays(30);

    /// <summary>How long the counts of days, and the events that were reported, are kept: 400 days.</summary>
    public static readonly TimeSpan Days = TimeSpan.FromDays(400);

    /// <summary>How long a writer's last batch is remembered: 7 days, far longer than it is sent again.</summary>
    public static readonly TimeSpan Batches = TimeSpan.FromDays(7);

    /// <summary>How long the counts of a period are kept.</summary>
    /// <param name="period">Minutes, hours or days.</param>
    public static TimeSpan Of(UsagePeriod period) => period switch
    {
        UsagePeriod.Minute => Minutes,
        UsagePeriod.Hour => Hours,
        _ => Days,
    };
}
