namespace Dhafnck.McpAuth;

/// <summary>Rounds a time down to the start of its second, minute, hour or day, in UTC.</summary>
internal static class TimeFloor
{
    public static DateTimeOffset To(this DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    public static DateTimeOffset ToHour(this DateTimeOffset time) => time.To(TimeSpan.FromHours(1));
}
