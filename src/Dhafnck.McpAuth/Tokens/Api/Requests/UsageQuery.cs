using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>The requested interval and time range of a token's usage, read from the query string.</summary>
internal sealed record UsageQuery(UsagePeriod Interval, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The length of one bucket.</summary>
    public TimeSpan Step => Interval == UsagePeriod.Day ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);

    /// <summary>The name of the interval in the query string and the response.</summary>
    public string IntervalName => Interval == UsagePeriod.Day ? "day" : "hour";

    public static (UsageQuery? Query, IReadOnlyDictionary<string, string[]> Errors) Read(IQueryCollection query, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>();
        UsagePeriod? interval = query["interval"] switch
        {
            { Count: 0 } => UsagePeriod.Hour,
            { Count: 1 } only when only == "hour" => UsagePeriod.Hour,
            { Count: 1 } only when only == "day" => UsagePeriod.Day,
            _ => null,
        };
        if (interval is null)
        {
            errors["interval"] = ["Must be hour or day."];
        }

        // By default, the range ends with the current hour or day and spans 24 hours or 30 days.
        var range = new UsageQuery(interval ?? UsagePeriod.Hour, now, QueryTime.Read(query, "to", errors) ?? now.AddTicks(1)).Aligned();
        var from = QueryTime.Read(query, "from", errors) ?? range.To - (range.Step * (interval == UsagePeriod.Day ? 30 : 24));
        var to = range.To;
        var kept = UsageRetention.Of(interval ?? UsagePeriod.Hour);
        if (errors.Count == 0 && from >= to)
        {
            errors["from"] = ["Must be before 'to'."];
        }

        if (errors.Count == 0 && (to > now + range.Step || from < now - kept - TimeSpan.FromDays(1)))
        {
            errors["from"] = [$"Counts by {(interval == UsagePeriod.Day ? "day" : "hour")} are kept for {kept.TotalDays} days: 'from' must not be earlier, and 'to' must not be in the future."];
        }

        return errors.Count > 0 ? (null, errors) : ((range with { From = from }).Aligned(), errors);
    }

    private UsageQuery Aligned() => this with { From = From.To(Step), To = (To - TimeSpan.FromTicks(1)).To(Step) + Step };
}
