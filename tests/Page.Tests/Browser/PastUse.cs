using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace Page.Tests.Browser;

/// <summary>Writes into the server's database what a token would have done in the last weeks.</summary>
internal static class PastUse
{
    private const int Days = 30;

    // Fixed, so that pictures change with the page alone.
    private const int Seed = 7;

    public static async Task AddAsync(string database, string tokenId)
    {
        await using var provider = TokenDatabase.Open(database);
        var hours = Hours(new(Seed), TimeProvider.System.GetUtcNow()).ToList();
        var requests = hours.Where(count => count.Tool is null && count.Outcome != UsageOutcome.Limited).ToList();
        var last = requests[^1].Start;
        await provider.GetRequiredService<IUsageStore>().AddAsync(new TokenUse
        {
            TokenId = tokenId,
            Requests = requests.Sum(count => count.Count),
            LastUsedAt = last,
            Hours = hours,
            Addresses = [SampleUsage.From("192.0.2.17", last), SampleUsage.From("2001:db8::5", last.AddHours(-30))],
        });
    }

    private static IEnumerable<UsageCount> Hours(Random random, DateTimeOffset now)
    {
        var thisHour = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
        for (var back = Days * 24; back >= 1; back--)
        {
            var hour = thisHour.AddHours(-back);
            var calls = hour.Hour is < 6 or > 19 ? random.Next(3) : random.Next(4, 60);
            foreach (var (tool, share) in new[] { ("list_tasks", 5), ("create_task", 3), ("complete_task", 1) })
            {
                yield return SampleUsage.Count(hour, tool, UsageOutcome.Succeeded, (calls * share / 10) + 1);
            }

            yield return SampleUsage.Count(hour, null, UsageOutcome.Succeeded, calls + 2);
            if (random.Next(4) == 0)
            {
                yield return SampleUsage.Count(hour, null, UsageOutcome.Failed, random.Next(1, 5));
                yield return SampleUsage.Count(hour, "create_task", UsageOutcome.Failed, 1);
            }

            if (random.Next(7) == 0)
            {
                yield return SampleUsage.Count(hour, null, UsageOutcome.Forbidden, random.Next(1, 4));
                yield return SampleUsage.Count(hour, "set_context", UsageOutcome.Forbidden, 1);
            }

            if (random.Next(12) == 0)
            {
                yield return SampleUsage.Count(hour, null, UsageOutcome.Limited, random.Next(3, 12));
            }
        }
    }
}
