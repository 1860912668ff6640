namespace Dhafnck.McpAuth.Usage;

/// <summary>The retention of usage data, the same in every store.</summary>
public static class UsageRetention
{
    /// <summary>The retention of counts per minute: 2 hours.</summary>
    public static readonly TimeSpan Minutes = TimeSpan.FromHours(2);

    /// <summary>The retention of counts per hour: 30 days.</summary>
    public static readonly TimeSpan Hours = TimeSpan.FromDays(30);

    /// <summary>The retention of counts per day and of reported events: 400 days.</summary>
    public static readonly TimeSpan Days = TimeSpan.FromDays(400);

    /// <summary>The retention of a writer's last batch number: 7 days, far longer than a batch is sent again.</summary>
    public static readonly TimeSpan Batches = TimeSpan.FromDays(7);

    /// <summary>The retention of an address after the last use from it: 400 days.</summary>
    public static readonly TimeSpan Addresses = TimeSpan.FromDays(400);

    /// <summary>Returns the retention of the counts of a period.</summary>
    /// <param name="period">The period: minutes, hours or days.</param>
    public static TimeSpan Of(UsagePeriod period) => period switch
    {
        UsagePeriod.Minute => Minutes,
        UsagePeriod.Hour => Hours,
        _ => Days,
    };
}
