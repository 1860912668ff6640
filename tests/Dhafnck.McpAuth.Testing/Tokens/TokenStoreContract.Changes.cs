using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task An_empty_store_has_no_changes()
    {
        var changes = await Store.GetChangesAsync(0);

        changes.Counter.Should().Be(0);
        changes.TokenIds.Should().BeEmpty();
    }

    [Fact]
    public async Task Changes_since_a_point_are_those_records_alone_that_changed_after_it_each_once()
    {
        var tokens = SampleTokens.CreateMany(3);
        foreach (var token in tokens)
        {
            await Store.AddAsync(token);
        }

        await Store.TryUpdateAsync(tokens[0] with { Name = "Second" });
        await Store.TryUpdateAsync(tokens[0] with { Name = "Third", Version = 2 });

        string[][] expected = [Ids(0, 1, 2), Ids(0, 1, 2), Ids(0, 2), Ids(0), Ids(0), []];
        for (var since = 0; since < expected.Length; since++)
        {
            var changes = await Store.GetChangesAsync(since);
            changes.Counter.Should().Be(5);
            changes.TokenIds.Should().BeEquivalentTo(expected[since], "these changed after {0}", since);
        }

        string[] Ids(params int[] numbers) => [.. numbers.Select(number => tokens[number].Id)];
    }

    [Fact]
    public async Task The_counter_grows_by_one_with_each_record_added_or_changed()
    {
        var token = SampleTokens.Create();
        await Store.AddAsync(token);
        (await CounterAsync()).Should().Be(1);

        await Store.TryUpdateAsync(token with { RevokedAt = SampleTokens.Noon });
        (await CounterAsync()).Should().Be(2);

        await Store.AddAsync(SampleTokens.Create());
        (await CounterAsync()).Should().Be(3);
    }

    [Fact]
    public async Task A_point_beyond_the_counter_is_answered_with_the_counter_as_it_is()
    {
        await AddAsync(SampleTokens.Create());

        var changes = await Store.GetChangesAsync(1000);

        changes.Counter.Should().Be(1);
        changes.TokenIds.Should().BeEmpty();
    }

    [Fact]
    public async Task Asking_again_and_again_while_records_are_added_misses_none()
    {
        var tokens = SampleTokens.CreateMany(Many);
        var adding = InParallelAsync(Many, number => Store.AddAsync(tokens[number]));

        var seen = new HashSet<string>();
        var counter = 0L;
        bool added;
        do
        {
            added = adding.IsCompleted;
            var changes = await Store.GetChangesAsync(counter);
            changes.Counter.Should().BeGreaterThanOrEqualTo(counter);
            counter = changes.Counter;
            seen.UnionWith(changes.TokenIds);
        }
        while (!added);

        await adding;
        seen.Should().BeEquivalentTo(tokens.Select(token => token.Id));
    }
}
