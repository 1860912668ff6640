using Dhafnck.McpAuth.Usage;
using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
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

        await Usage.AddAsync(use);
        await Usage.AddAsync(use, use with { TokenId = "tok_b" });

        (await Usage.ListAsync("tok_a", UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddHours(1))).Should().Equal(
            SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 10),
            SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Failed, 2),
            SampleUsage.Count(SampleTokens.Noon, "list_tasks", UsageOutcome.Succeeded, 8));
        (await Usage.ListAsync("tok_a", UsagePeriod.Day, SampleTokens.Noon.AddHours(-12), SampleTokens.Noon)).Should().Equal(
            SampleUsage.Count(SampleTokens.Noon.AddHours(-12), null, UsageOutcome.Succeeded, 14),
            SampleUsage.Count(SampleTokens.Noon.AddHours(-12), null, UsageOutcome.Failed, 2),
            SampleUsage.Count(SampleTokens.Noon.AddHours(-12), "list_tasks", UsageOutcome.Succeeded, 8));
        (await Usage.ListAsync("tok_b", UsagePeriod.Hour, SampleTokens.Noon.AddHours(1), SampleTokens.Noon.AddDays(1))).Should().Equal(
            SampleUsage.Count(SampleTokens.Noon.AddHours(1), null, UsageOutcome.Succeeded, 2));
        (await Usage.ListAsync("tok_c", UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddDays(1))).Should().BeEmpty();
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_is_not_counted_again()
    {
        var token = await AddAsync(SampleTokens.Create());
        var writer = Guid.NewGuid();
        TokenUse[] uses = [SampleUsage.Of(token.Id, 3, SampleTokens.Noon) with { Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 3)] }];

        await Usage.AddAsync(SampleUsage.Batch(writer, 1, uses));
        await Usage.AddAsync(SampleUsage.Batch(writer, 2, uses));
        await InParallelAsync(8, number => Usage.AddAsync(SampleUsage.Batch(writer, 1 + (number % 2), uses)));
        await Usage.AddAsync(SampleUsage.Batch(Guid.NewGuid(), 1, uses));

        await ShouldHoldAsync(token with { UsageCount = 9, LastUsedAt = SampleTokens.Noon });
        (await Usage.ListAsync(token.Id, UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddHours(1))).Should().Equal(
            SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 9));
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

        await InParallelAsync(4, number => Usage.AddAsync(number % 2 == 0 ? uses : uses.AsEnumerable().Reverse()));

        foreach (var number in new[] { 0, 1, Tokens - 1 })
        {
            (await Usage.ListAsync($"tok_{number}", UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddHours(1))).Should().Equal(
                SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 4),
                SampleUsage.Count(SampleTokens.Noon, "a_tool", UsageOutcome.Succeeded, 4));
        }
    }

    [Fact]
    public async Task A_batch_of_tens_of_thousands_of_tokens_is_added_whole()
    {
        const int Tokens = 22_000;
        var uses = Enumerable.Range(0, Tokens).Select(number => new TokenUse { TokenId = $"tok_{number}", Requests = 0, Addresses = [SampleUsage.From("192.0.2.1", SampleTokens.Noon)] });

        await Usage.AddAsync(uses);

        (await Usage.ListRecentAsync([$"tok_{Tokens - 1}"], SampleTokens.Noon)).Should().ContainSingle();
    }

    [Theory]
    [InlineData("a token identifier that is longer than those of the system")]
    [InlineData("nul\0")]
    [InlineData("tök")]
    public async Task An_identifier_that_no_record_has_keeps_no_other_use_from_being_added(string foreign)
    {
        var use = new TokenUse { TokenId = "tok_a", Requests = 1, Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)], Addresses = [SampleUsage.From("192.0.2.1", SampleTokens.Noon)] };

        await Usage.AddAsync(use, use with { TokenId = foreign });

        (await Usage.ListAsync("tok_a", UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddHours(1))).Should().ContainSingle();
        (await Usage.ListRecentAsync(["tok_a", foreign], SampleTokens.Noon)).Should().Contain(recent => recent.TokenId == "tok_a");
        (await Usage.TryClaimEventAsync(foreign, "token.limited", SampleTokens.Noon)).Should().BeTrue();
        await FluentActions.Awaiting(() => Usage.ListAsync(foreign, UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddHours(1))).Should().NotThrowAsync();
    }

    [Fact]
    public async Task A_range_of_counts_is_exact_to_the_fraction_of_a_second()
    {
        await Usage.AddAsync(new TokenUse { TokenId = "tok_a", Requests = 1, Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)] });

        (await Usage.ListAsync("tok_a", UsagePeriod.Hour, SampleTokens.Noon.AddTicks(1), SampleTokens.Noon.AddHours(1))).Should().BeEmpty();
        (await Usage.ListAsync("tok_a", UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddTicks(1))).Should().ContainSingle();
    }

    [Fact]
    public async Task What_tokens_did_lately_is_told_by_minute_with_their_last_five_addresses()
    {
        var minutes = Enumerable.Range(0, 3).Select(minute => SampleUsage.Count(SampleTokens.Noon.AddMinutes(minute), null, UsageOutcome.Succeeded, minute + 1)).ToList();
        var addresses = Enumerable.Range(1, 7).Select(number => SampleUsage.From($"192.0.2.{number}", SampleTokens.Noon.AddSeconds(number))).ToList();
        await Usage.AddAsync(new TokenUse { TokenId = "tok_a", Requests = 6, Minutes = minutes, Addresses = [.. addresses.Skip(3)] });
        await Usage.AddAsync(new TokenUse { TokenId = "tok_a", Requests = 0, Addresses = [.. addresses.Take(3), SampleUsage.From("192.0.2.7", SampleTokens.Noon), SampleUsage.From("192.0.2.4", SampleTokens.Noon.AddSeconds(9))] });
        await Usage.AddAsync(new TokenUse { TokenId = "tok_b", Requests = 1, Minutes = [minutes[0]] });

        var recent = await Usage.ListRecentAsync(["tok_a", "tok_c"], SampleTokens.Noon.AddMinutes(1));

        var only = recent.Should().ContainSingle().Which;
        only.TokenId.Should().Be("tok_a");
        only.Minutes.Should().Equal(minutes[1], minutes[2]);
        only.Addresses.Should().Equal(
            SampleUsage.From("192.0.2.4", SampleTokens.Noon.AddSeconds(9)),
            addresses[6],
            addresses[5],
            addresses[4],
            addresses[2]);
    }

    [Fact]
    public async Task The_requests_of_many_tokens_are_listed_at_once_without_their_tool_calls()
    {
        TokenUse Of(string tokenId, params IReadOnlyList<UsageCount> hours) => new() { TokenId = tokenId, Requests = 0, Hours = hours };
        var (failed, succeeded) = (new UsageCount { Start = SampleTokens.Noon, Outcome = UsageOutcome.Failed, Count = 2 }, new UsageCount { Start = SampleTokens.Noon, Outcome = UsageOutcome.Succeeded, Count = 7 });
        var tool = new UsageCount { Start = SampleTokens.Noon, Tool = "a_tool", Outcome = UsageOutcome.Succeeded, Count = 7 };
        var later = succeeded with { Start = SampleTokens.Noon.AddHours(1) };
        await Usage.AddAsync(Of("tok_a", failed, succeeded, tool, later), Of("tok_b", succeeded), Of("tok_c", tool), Of("tok_d", succeeded));

        var requests = await Usage.ListRequestsAsync(["tok_a", "tok_b", "tok_c", "tok_e", "nul\0"], UsagePeriod.Hour, SampleTokens.Noon, later.Start);

        requests.Keys.Should().BeEquivalentTo("tok_a", "tok_b");
        requests["tok_a"].Should().Equal(succeeded, failed);
        requests["tok_b"].Should().Equal(succeeded);
    }

    [Fact]
    public async Task An_address_is_kept_for_its_time_and_no_longer()
    {
        AddressUse Of(string address, DateTimeOffset lastUsedAt) => new() { Address = address, LastUsedAt = lastUsedAt };
        await Usage.AddAsync(new TokenUse { TokenId = "tok_a", Requests = 1, Addresses = [Of("192.0.2.1", SampleTokens.Noon), Of("192.0.2.2", SampleTokens.Noon.AddDays(30))] });

        await Usage.PruneAsync(SampleTokens.Noon.AddDays(400));
        (await Usage.ListRecentAsync(["tok_a"], SampleTokens.Noon)).Single().Addresses.Should().HaveCount(2);

        await Usage.PruneAsync(SampleTokens.Noon.AddDays(401));
        (await Usage.ListRecentAsync(["tok_a"], SampleTokens.Noon)).Single().Addresses.Select(address => address.Address).Should().Equal("192.0.2.2");
    }

    [Fact]
    public async Task An_event_is_claimed_once_for_each_token_kind_and_period()
    {
        var claims = await InParallelAsync(16, _ => Usage.TryClaimEventAsync("tok_a", "token.limited", SampleTokens.Noon));

        claims.Count(claimed => claimed).Should().Be(1);
        (await Usage.TryClaimEventAsync("tok_b", "token.limited", SampleTokens.Noon)).Should().BeTrue();
        (await Usage.TryClaimEventAsync("tok_a", "token.revoked", SampleTokens.Noon)).Should().BeTrue();
        (await Usage.TryClaimEventAsync("tok_a", "token.limited", SampleTokens.Noon.AddHours(1))).Should().BeTrue();
    }

    [Fact]
    public async Task Counts_are_kept_for_their_time_and_no_longer()
    {
        var old = new TokenUse
        {
            TokenId = "tok_a",
            Requests = 1,
            Minutes = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)],
            Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)],
        };
        await Usage.AddAsync(old);

        foreach (var (after, left) in new[] { (TimeSpan.FromHours(2), 3), (TimeSpan.FromHours(2.1), 2), (TimeSpan.FromDays(30), 2), (TimeSpan.FromDays(30.1), 1), (TimeSpan.FromDays(399), 1), (TimeSpan.FromDays(401), 0) })
        {
            await Usage.PruneAsync(SampleTokens.Noon + after);
            var kept = 0;
            foreach (var period in Enum.GetValues<UsagePeriod>())
            {
                kept += (await Usage.ListAsync("tok_a", period, SampleTokens.Noon.AddDays(-1), SampleTokens.Noon.AddDays(1))).Count;
            }

            kept.Should().Be(left, "after {0}", after);
        }
    }

    [Fact]
    public async Task Records_that_expire_within_a_time_are_listed_in_parts_the_earliest_first()
    {
        var tokens = SampleTokens.CreateMany(5);
        foreach (var token in tokens.Reverse())
        {
            await Store.AddAsync(token);
        }

        await Store.AddAsync(SampleTokens.CreateFull());
        await Store.AddAsync(SampleTokens.Create("bob", SampleTokens.Noon.AddSeconds(1)) with { RevokedAt = SampleTokens.Noon });

        var first = await Store.ListExpiringAsync(tokens[1].ExpiresAt, tokens[4].ExpiresAt, after: null, limit: 2);
        var second = await Store.ListExpiringAsync(tokens[1].ExpiresAt, tokens[4].ExpiresAt, first[^1], limit: 2);

        first.Concat(second).Should().BeEquivalentTo([tokens[1], tokens[2], tokens[3]], InOrder);
    }
}
