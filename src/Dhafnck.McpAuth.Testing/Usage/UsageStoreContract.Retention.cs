using Dhafnck.McpAuth.Usage;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class UsageStoreContract
{
    [Fact]
    public async Task An_address_is_kept_for_its_time_and_no_longer()
    {
        await Store.AddAsync(new TokenUse
        {
            TokenId = "tok_a",
            Requests = 1,
            Addresses = [SampleUsage.From("192.0.2.1", SampleTokens.Noon), SampleUsage.From("192.0.2.2", SampleTokens.Noon.AddDays(30))],
        });

        await Store.PruneAsync(SampleTokens.Noon.AddDays(400));
        Assert.Equal(2, (await AddressesAsync()).Count);

        await Store.PruneAsync(SampleTokens.Noon.AddDays(401));
        Assert.Equal("192.0.2.2", Assert.Single(await AddressesAsync()).Address);

        async Task<IReadOnlyList<AddressUse>> AddressesAsync() => Assert.Single(await Store.ListRecentAsync(["tok_a"], SampleTokens.Noon)).Addresses;
    }

    [Fact]
    public async Task Counts_are_kept_for_their_time_and_no_longer()
    {
        await Store.AddAsync(new TokenUse
        {
            TokenId = "tok_a",
            Requests = 1,
            Minutes = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)],
            Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)],
        });

        (TimeSpan After, UsagePeriod[] Left)[] expected =
        [
            (TimeSpan.FromHours(2), [UsagePeriod.Minute, UsagePeriod.Hour, UsagePeriod.Day]),
            (TimeSpan.FromHours(2.1), [UsagePeriod.Hour, UsagePeriod.Day]),
            (TimeSpan.FromDays(30), [UsagePeriod.Hour, UsagePeriod.Day]),
            (TimeSpan.FromDays(30.1), [UsagePeriod.Day]),
            (TimeSpan.FromDays(399), [UsagePeriod.Day]),
            (TimeSpan.FromDays(401), []),
        ];
        foreach (var (after, left) in expected)
        {
            await Store.PruneAsync(SampleTokens.Noon + after);

            var kept = new List<UsagePeriod>();
            foreach (var period in Enum.GetValues<UsagePeriod>())
            {
                if ((await Store.ListAsync("tok_a", period, SampleTokens.Noon.AddDays(-1), SampleTokens.Noon.AddDays(1))).Count > 0)
                {
                    kept.Add(period);
                }
            }

            Assert.Equal(left, kept);
        }
    }
}
