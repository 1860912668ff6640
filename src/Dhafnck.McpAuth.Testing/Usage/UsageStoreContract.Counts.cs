using Dhafnck.McpAuth.Usage;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class UsageStoreContract
{
    [Fact]
    public async Task Counts_add_up_by_start_tool_and_outcome_and_days_are_made_of_hours()
    {
        var use = new TokenUse
        {
            TokenId = "tok_a",
            Requests = 0,
            Hours =
            [
                SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 5),
                SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Failed, 1),
                SampleUsage.Count(SampleTokens.Noon, "list_tasks", UsageOutcome.Succeeded, 4),
                SampleUsage.Count(SampleTokens.Noon.AddHours(1), null, UsageOutcome.Succeeded, 2),
            ],
        };

        await Store.AddAsync(use);
        await Store.AddAsync(use, use with { TokenId = "tok_b" });

        Assert.Equal(
            [
                SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 10),
                SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Failed, 2),
                SampleUsage.Count(SampleTokens.Noon, "list_tasks", UsageOutcome.Succeeded, 8),
            ],
            await HoursAsync("tok_a"));
        Assert.Equal(
            [
                SampleUsage.Count(SampleTokens.Noon.AddHours(-12), null, UsageOutcome.Succeeded, 14),
                SampleUsage.Count(SampleTokens.Noon.AddHours(-12), null, UsageOutcome.Failed, 2),
                SampleUsage.Count(SampleTokens.Noon.AddHours(-12), "list_tasks", UsageOutcome.Succeeded, 8),
            ],
            await Store.ListAsync("tok_a", UsagePeriod.Day, SampleTokens.Noon.AddHours(-12), SampleTokens.Noon));
        Assert.Equal(
            [SampleUsage.Count(SampleTokens.Noon.AddHours(1), null, UsageOutcome.Succeeded, 2)],
            await Store.ListAsync("tok_b", UsagePeriod.Hour, SampleTokens.Noon.AddHours(1), SampleTokens.Noon.AddDays(1)));
        Assert.Empty(await HoursAsync("tok_c"));
    }

    [Fact]
    public async Task Counts_are_listed_by_start_then_without_a_tool_first_then_by_tool_then_by_outcome()
    {
        UsageCount[] sorted =
        [
            SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1),
            SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Forbidden, 2),
            SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Limited, 3),
            SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Failed, 4),
            SampleUsage.Count(SampleTokens.Noon, "A_tool", UsageOutcome.Succeeded, 5),
            SampleUsage.Count(SampleTokens.Noon, "_tool", UsageOutcome.Succeeded, 6),
            SampleUsage.Count(SampleTokens.Noon, "a_tool", UsageOutcome.Succeeded, 7),
            SampleUsage.Count(SampleTokens.Noon, "a_tool", UsageOutcome.Failed, 8),
            SampleUsage.Count(SampleTokens.Noon.AddHours(1), null, UsageOutcome.Succeeded, 9),
        ];

        await Store.AddAsync(new TokenUse { TokenId = "tok_a", Requests = 0, Hours = [.. sorted.Reverse()] });

        Assert.Equal(sorted, await Store.ListAsync("tok_a", UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddDays(1)));
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_is_not_counted_again()
    {
        var writer = Guid.NewGuid();
        var use = new TokenUse { TokenId = "tok_a", Requests = 3, Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 3)] };

        await Store.AddAsync(SampleUsage.Batch(writer, 1, use));
        await Store.AddAsync(SampleUsage.Batch(writer, 2, use));
        await Concurrently.RunAsync(8, number => Store.AddAsync(SampleUsage.Batch(writer, 1 + (number % 2), use)));
        await Store.AddAsync(SampleUsage.Batch(Guid.NewGuid(), 1, use));

        Assert.Equal([SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 9)], await HoursAsync("tok_a"));
    }

    [Fact]
    public async Task Batches_of_thousands_of_counts_from_many_writers_at_once_add_up()
    {
        const int Tokens = 1500;
        var uses = Enumerable.Range(0, Tokens).Select(number => new TokenUse
        {
            TokenId = $"tok_{number}",
            Requests = 1,
            LastUsedAt = SampleTokens.Noon,
            Minutes = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)],
            Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1), SampleUsage.Count(SampleTokens.Noon, "a_tool", UsageOutcome.Succeeded, 1)],
            Addresses = [SampleUsage.From("192.0.2.1", SampleTokens.Noon)],
        }).ToList();

        await Concurrently.RunAsync(4, number => Store.AddAsync(number % 2 == 0 ? uses : uses.AsEnumerable().Reverse()));

        foreach (var number in new[] { 0, 1, Tokens - 1 })
        {
            Assert.Equal(
                [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 4), SampleUsage.Count(SampleTokens.Noon, "a_tool", UsageOutcome.Succeeded, 4)],
                await HoursAsync($"tok_{number}"));
        }
    }

    [Fact]
    public async Task A_batch_of_tens_of_thousands_of_tokens_is_added_whole()
    {
        const int Tokens = 22_000;
        var uses = Enumerable.Range(0, Tokens).Select(number => new TokenUse { TokenId = $"tok_{number}", Requests = 0, Addresses = [SampleUsage.From("192.0.2.1", SampleTokens.Noon)] });

        await Store.AddAsync(uses);

        Assert.Single(await Store.ListRecentAsync([$"tok_{Tokens - 1}"], SampleTokens.Noon));
    }

    [Theory]
    [InlineData("a token identifier that is longer than those of the system")]
    [InlineData("nul\0")]
    [InlineData("tök")]
    public async Task An_identifier_that_no_record_has_keeps_no_other_use_from_being_added(string foreign)
    {
        var use = new TokenUse
        {
            TokenId = "tok_a",
            Requests = 1,
            Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)],
            Addresses = [SampleUsage.From("192.0.2.1", SampleTokens.Noon)],
        };

        await Store.AddAsync(use, use with { TokenId = foreign });

        Assert.Single(await HoursAsync("tok_a"));
        Assert.Contains(await Store.ListRecentAsync(["tok_a", foreign], SampleTokens.Noon), recent => recent.TokenId == "tok_a");
        Assert.True(await Store.TryClaimEventAsync(foreign, "token.limited", SampleTokens.Noon));
        Assert.NotNull(await HoursAsync(foreign));
    }

    [Fact]
    public async Task A_range_of_counts_is_exact_to_the_fraction_of_a_second()
    {
        await Store.AddAsync(new TokenUse { TokenId = "tok_a", Requests = 1, Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)] });

        Assert.Empty(await Store.ListAsync("tok_a", UsagePeriod.Hour, SampleTokens.Noon.AddTicks(1), SampleTokens.Noon.AddHours(1)));
        Assert.Single(await Store.ListAsync("tok_a", UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddTicks(1)));
    }

    [Fact]
    public async Task The_requests_of_many_tokens_are_listed_at_once_without_their_tool_calls()
    {
        var (succeeded, failed) = (SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 7), SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Failed, 2));
        var tool = SampleUsage.Count(SampleTokens.Noon, "a_tool", UsageOutcome.Succeeded, 7);
        var later = succeeded with { Start = SampleTokens.Noon.AddHours(1) };
        await Store.AddAsync(Of("tok_a", failed, succeeded, tool, later), Of("tok_b", succeeded), Of("tok_c", tool), Of("tok_d", succeeded));

        var requests = await Store.ListRequestsAsync(["tok_a", "tok_b", "tok_c", "tok_e", "nul\0"], UsagePeriod.Hour, SampleTokens.Noon, later.Start);

        Assert.Equal(["tok_a", "tok_b"], requests.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([succeeded, failed], requests["tok_a"]);
        Assert.Equal([succeeded], requests["tok_b"]);

        static TokenUse Of(string tokenId, params IReadOnlyList<UsageCount> hours) => new() { TokenId = tokenId, Requests = 0, Hours = hours };
    }
}
