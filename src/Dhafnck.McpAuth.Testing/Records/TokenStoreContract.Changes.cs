using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task An_empty_store_has_no_changes()
    {
        var changes = await Store.GetChangesAsync(0);

        Assert.Equal(0, changes.Counter);
        Assert.Empty(changes.TokenIds);
    }

    [Fact]
    public async Task Changes_since_a_point_are_those_records_alone_that_changed_after_it_each_once()
    {
        var tokens = SampleTokens.CreateMany(3);
        await AddAsync(tokens);

        await Store.TryUpdateAsync(tokens[0] with { Name = "Second" });
        await Store.TryUpdateAsync(tokens[0] with { Name = "Third", Version = 2 });

        string[][] expected = [Ids(0, 1, 2), Ids(0, 1, 2), Ids(0, 2), Ids(0), Ids(0), []];
        for (var since = 0; since < expected.Length; since++)
        {
            var changes = await Store.GetChangesAsync(since);
            Assert.Equal(5, changes.Counter);
            AssertSame(expected[since], changes.TokenIds);
        }

        string[] Ids(params int[] numbers) => [.. numbers.Select(number => tokens[number].Id)];
    }

    [Fact]
    public async Task The_counter_grows_by_one_with_each_record_added_or_changed()
    {
        var token = SampleTokens.Create();
        await Store.AddAsync(token);
        Assert.Equal(1, await CounterAsync());

        await Store.TryUpdateAsync(token with { RevokedAt = SampleTokens.Noon });
        Assert.Equal(2, await CounterAsync());

        await Store.AddAsync(SampleTokens.Create());
        Assert.Equal(3, await CounterAsync());
    }

    [Fact]
    public async Task A_point_beyond_the_counter_is_answered_with_the_counter_as_it_is()
    {
        await AddAsync(SampleTokens.Create());

        var changes = await Store.GetChangesAsync(1000);

        Assert.Equal(1, changes.Counter);
        Assert.Empty(changes.TokenIds);
    }

    [Fact]
    public async Task Asking_again_and_again_while_records_are_added_misses_none()
    {
        var tokens = SampleTokens.CreateMany(Many);
        var adding = Concurrently.RunAsync(Many, number => Store.AddAsync(tokens[number]));

        var seen = new HashSet<string>();
        var counter = 0L;
        bool added;
        do
        {
            added = adding.IsCompleted;
            var changes = await Store.GetChangesAsync(counter);
            Assert.True(changes.Counter >= counter, $"The counter went back from {counter} to {changes.Counter}.");
            counter = changes.Counter;
            seen.UnionWith(changes.TokenIds);
        }
        while (!added);

        await adding;
        AssertSame(tokens.Select(token => token.Id), seen);
    }
}
