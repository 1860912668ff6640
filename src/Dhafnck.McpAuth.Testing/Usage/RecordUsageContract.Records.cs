using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class RecordUsageContract
{
    private const int Many = 64;

    [Fact]
    public async Task Use_adds_up_and_changes_nothing_else_of_the_record()
    {
        var token = await AddAsync(SampleTokens.CreateFull());

        await Store.AddAsync(SampleUsage.Of(token.Id, 2, SampleTokens.Noon.AddHours(4)));
        await Store.AddAsync(SampleUsage.Of(token.Id, 5_000_000_000, SampleTokens.Noon.AddHours(5)));

        await AssertHoldsAsync(token with { UsageCount = token.UsageCount + 5_000_000_002, LastUsedAt = SampleTokens.Noon.AddHours(5) });
    }

    [Fact]
    public async Task First_use_is_noted()
    {
        var token = await AddAsync(SampleTokens.Create());

        await Store.AddAsync(SampleUsage.Of(token.Id, 1, SampleTokens.Noon));

        await AssertHoldsAsync(token with { UsageCount = 1, LastUsedAt = SampleTokens.Noon });
    }

    [Fact]
    public async Task Use_that_is_written_late_counts_but_does_not_turn_the_last_use_back()
    {
        var token = await AddAsync(SampleTokens.Create());
        var latest = SampleTokens.Noon.AddDays(1).AddSeconds(1);

        foreach (var time in new[] { latest, latest.AddSeconds(-1), latest, SampleTokens.Noon.AddHours(23) })
        {
            await Store.AddAsync(SampleUsage.Of(token.Id, 1, time));
        }

        await AssertHoldsAsync(token with { UsageCount = 4, LastUsedAt = latest });
    }

    [Fact]
    public async Task Use_of_many_tokens_reaches_each_and_no_other()
    {
        var tokens = await AddManyAsync(3);

        await Store.AddAsync(SampleUsage.Of(tokens[2].Id, 30, SampleTokens.Noon.AddHours(3)), SampleUsage.Of(tokens[0].Id, 10, SampleTokens.Noon.AddHours(1)));

        await AssertHoldsAsync(tokens[0] with { UsageCount = 10, LastUsedAt = SampleTokens.Noon.AddHours(1) });
        await AssertHoldsAsync(tokens[1]);
        await AssertHoldsAsync(tokens[2] with { UsageCount = 30, LastUsedAt = SampleTokens.Noon.AddHours(3) });
    }

    [Fact]
    public async Task Use_of_a_token_that_is_gone_is_dropped_and_the_rest_written()
    {
        var token = await AddAsync(SampleTokens.Create());
        var gone = SampleTokens.Create();

        await Store.AddAsync(SampleUsage.Of("", 1, SampleTokens.Noon), SampleUsage.Of(gone.Id, 1, SampleTokens.Noon), SampleUsage.Of(token.Id, 1, SampleTokens.Noon));

        Assert.Null(await Tokens.FindAsync(gone.Id));
        await AssertHoldsAsync(token with { UsageCount = 1, LastUsedAt = SampleTokens.Noon });
    }

    [Fact]
    public async Task Use_moves_neither_version_nor_change_counter()
    {
        var token = await AddAsync(SampleTokens.Create());

        await Store.AddAsync(SampleUsage.Of(token.Id, 1, SampleTokens.Noon));

        var changes = await Tokens.GetChangesAsync(1);
        Assert.Equal(1, changes.Counter);
        Assert.Empty(changes.TokenIds);
        Assert.True(await Tokens.TryUpdateAsync(token with { Name = "Renamed" }), "Version 1 is still the current one.");
    }

    [Fact]
    public async Task No_use_at_all_may_be_written()
    {
        await Store.AddAsync();

        Assert.Equal(0, (await Tokens.GetChangesAsync(0)).Counter);
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_does_not_count_again_in_the_record()
    {
        var token = await AddAsync(SampleTokens.Create());
        var batch = SampleUsage.Batch(Guid.NewGuid(), 1, SampleUsage.Of(token.Id, 3, SampleTokens.Noon));

        await Concurrently.RunAsync(8, _ => Store.AddAsync(batch));

        await AssertHoldsAsync(token with { UsageCount = 3, LastUsedAt = SampleTokens.Noon });
    }

    [Fact]
    public async Task Use_of_the_same_tokens_written_in_parallel_and_in_any_order_adds_up()
    {
        var tokens = await AddManyAsync(8);

        await Concurrently.RunAsync(Many, number =>
        {
            var uses = tokens.Select(token => SampleUsage.Of(token.Id, 1, SampleTokens.Noon.AddSeconds(number)));
            return Store.AddAsync(number % 2 == 0 ? uses : uses.Reverse());
        });

        foreach (var token in tokens)
        {
            await AssertHoldsAsync(token with { UsageCount = Many, LastUsedAt = SampleTokens.Noon.AddSeconds(Many - 1) });
        }
    }

    [Fact]
    public async Task Use_and_updates_in_parallel_do_not_overwrite_each_other()
    {
        var token = await AddAsync(SampleTokens.Create());

        var writing = Concurrently.RunAsync(Many, _ => Store.AddAsync(SampleUsage.Of(token.Id, 1, SampleTokens.Noon)));
        for (var version = 1; version <= 16; version++)
        {
            Assert.True(await Tokens.TryUpdateAsync(token with { Name = $"Name {version}", Version = version }));
        }

        await writing;
        await AssertHoldsAsync(token with { Name = "Name 16", Version = 17, UsageCount = Many, LastUsedAt = SampleTokens.Noon });
    }

    [Fact]
    public async Task Use_whose_writing_is_cancelled_does_not_count_in_the_record()
    {
        var token = await AddAsync(SampleTokens.Create());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store.AddAsync(SampleUsage.Batch(Guid.NewGuid(), 1, SampleUsage.Of(token.Id, 1, SampleTokens.Noon)), new(canceled: true)));

        await AssertHoldsAsync(token);
    }
}
