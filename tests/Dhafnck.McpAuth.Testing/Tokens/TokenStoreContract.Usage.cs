using Dhafnck.McpAuth.Usage;
using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task Use_adds_up_and_changes_nothing_else_of_the_record()
    {
        var token = await AddAsync(SampleTokens.CreateFull());

        await Usage.AddAsync(SampleUsage.Of(token.Id, 2, SampleTokens.Noon.AddHours(4)));
        await Usage.AddAsync(SampleUsage.Of(token.Id, 5_000_000_000, SampleTokens.Noon.AddHours(5)));

        await ShouldHoldAsync(token with { UsageCount = token.UsageCount + 5_000_000_002, LastUsedAt = SampleTokens.Noon.AddHours(5) });
    }

    [Fact]
    public async Task First_use_is_noted()
    {
        var token = await AddAsync(SampleTokens.Create());

        await Usage.AddAsync(SampleUsage.Of(token.Id, 1, SampleTokens.Noon));

        await ShouldHoldAsync(token with { UsageCount = 1, LastUsedAt = SampleTokens.Noon });
    }

    [Fact]
    public async Task Use_that_is_written_late_counts_but_does_not_turn_the_last_use_back()
    {
        var token = await AddAsync(SampleTokens.Create());
        var latest = SampleTokens.Noon.AddDays(1).AddSeconds(1);

        foreach (var time in new[] { latest, latest.AddSeconds(-1), latest, SampleTokens.Noon.AddHours(23) })
        {
            await Usage.AddAsync(SampleUsage.Of(token.Id, 1, time));
        }

        await ShouldHoldAsync(token with { UsageCount = 4, LastUsedAt = latest });
    }

    [Fact]
    public async Task Use_of_many_tokens_reaches_each_and_no_other()
    {
        var tokens = SampleTokens.CreateMany(3);
        foreach (var token in tokens)
        {
            await Store.AddAsync(token);
        }

        await Usage.AddAsync(SampleUsage.Of(tokens[2].Id, 30, SampleTokens.Noon.AddHours(3)), SampleUsage.Of(tokens[0].Id, 10, SampleTokens.Noon.AddHours(1)));

        await ShouldHoldAsync(tokens[0] with { UsageCount = 10, LastUsedAt = SampleTokens.Noon.AddHours(1) });
        await ShouldHoldAsync(tokens[1]);
        await ShouldHoldAsync(tokens[2] with { UsageCount = 30, LastUsedAt = SampleTokens.Noon.AddHours(3) });
    }

    [Fact]
    public async Task Use_of_a_token_that_is_gone_is_dropped_and_the_rest_written()
    {
        var token = await AddAsync(SampleTokens.Create());
        var gone = SampleTokens.Create();

        await Usage.AddAsync(SampleUsage.Of("", 1, SampleTokens.Noon), SampleUsage.Of(gone.Id, 1, SampleTokens.Noon), SampleUsage.Of(token.Id, 1, SampleTokens.Noon));

        (await Store.FindAsync(gone.Id)).Should().BeNull();
        await ShouldHoldAsync(token with { UsageCount = 1, LastUsedAt = SampleTokens.Noon });
    }

    [Fact]
    public async Task Use_moves_neither_version_nor_change_counter()
    {
        var token = await AddAsync(SampleTokens.Create());

        await Usage.AddAsync(SampleUsage.Of(token.Id, 1, SampleTokens.Noon));

        var changes = await Store.GetChangesAsync(1);
        changes.Counter.Should().Be(1);
        changes.TokenIds.Should().BeEmpty();
        (await Store.TryUpdateAsync(token with { Name = "Renamed" })).Should().BeTrue("version 1 is still the current one");
    }

    [Fact]
    public async Task No_use_at_all_may_be_written()
    {
        await Usage.AddAsync();

        (await CounterAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Use_of_the_same_tokens_written_in_parallel_and_in_any_order_adds_up()
    {
        var tokens = SampleTokens.CreateMany(8);
        foreach (var token in tokens)
        {
            await Store.AddAsync(token);
        }

        await InParallelAsync(Many, number =>
        {
            var uses = tokens.Select(token => SampleUsage.Of(token.Id, 1, SampleTokens.Noon.AddSeconds(number)));
            return Usage.AddAsync(number % 2 == 0 ? uses : uses.Reverse());
        });

        foreach (var token in tokens)
        {
            await ShouldHoldAsync(token with { UsageCount = Many, LastUsedAt = SampleTokens.Noon.AddSeconds(Many - 1) });
        }
    }

    [Fact]
    public async Task Use_and_updates_in_parallel_do_not_overwrite_each_other()
    {
        var token = await AddAsync(SampleTokens.Create());

        var writing = InParallelAsync(Many, _ => Usage.AddAsync(SampleUsage.Of(token.Id, 1, SampleTokens.Noon)));
        for (var version = 1; version <= 16; version++)
        {
            (await Store.TryUpdateAsync(token with { Name = $"Name {version}", Version = version })).Should().BeTrue();
        }

        await writing;
        await ShouldHoldAsync(token with { Name = "Name 16", Version = 17, UsageCount = Many, LastUsedAt = SampleTokens.Noon });
    }
}
