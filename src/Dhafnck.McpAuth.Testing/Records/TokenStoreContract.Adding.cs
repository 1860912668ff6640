using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_record_is_found_as_it_was_added_in_every_field() =>
        await AssertHoldsAsync(await AddAsync(SampleTokens.CreateFull()));

    [Fact]
    public async Task A_record_without_anything_optional_is_found_as_it_was_added() =>
        await AssertHoldsAsync(await AddAsync(SampleTokens.Create()));

    [Fact]
    public async Task Times_are_found_in_utc()
    {
        var token = await AddAsync(SampleTokens.CreateFull());

        var found = (await Store.FindAsync(token.Id))!;

        DateTimeOffset?[] times = [found.CreatedAt, found.ExpiresAt, found.RotatableUntil, found.RevokedAt, found.FormerCredential!.ValidUntil, found.LastUsedAt, found.History[0].At];
        Assert.All(times, time => Assert.Equal(TimeSpan.Zero, time!.Value.Offset));
    }

    [Fact]
    public async Task Adding_an_identifier_twice_says_so_and_changes_nothing()
    {
        var first = await AddAsync(SampleTokens.CreateFull());
        var second = SampleTokens.Create("mallory") with { Id = first.Id };

        Assert.Equal(TokenAddition.Exists, await Store.AddAsync(second));

        await AssertHoldsAsync(first);
        Assert.Equal(1, await CounterAsync());
        Assert.Equal(0, (await Store.ListAsync(new() { OwnerId = "mallory" })).Total);
    }

    [Fact]
    public async Task Of_parallel_additions_of_one_identifier_one_succeeds()
    {
        var token = SampleTokens.Create();

        var added = await Concurrently.RunAsync(Many, async number =>
            await Store.AddAsync(token with { Name = $"Addition {number}" }) == TokenAddition.Added ? number : -1);

        var winner = Assert.Single(added, number => number >= 0);
        Assert.Equal($"Addition {winner}", (await Store.FindAsync(token.Id))!.Name);
        Assert.Equal(1, await CounterAsync());
    }

    [Fact]
    public async Task Parallel_additions_are_all_there_and_counted_one_by_one()
    {
        var tokens = SampleTokens.CreateMany(Many);

        await Concurrently.RunAsync(Many, number => Store.AddAsync(tokens[number]));

        var changes = await Store.GetChangesAsync(0);
        Assert.Equal(Many, changes.Counter);
        AssertSame(tokens.Select(token => token.Id), changes.TokenIds);
        RecordAssert.EqualInOrder(tokens.Reverse(), (await Store.ListAsync(new() { OwnerId = "alice" })).Items);
    }

    [Fact]
    public async Task Parallel_additions_never_exceed_the_active_tokens_that_an_owner_may_have()
    {
        await AddAsync(SampleTokens.Create() with { RevokedAt = SampleTokens.Noon });
        await AddAsync(SampleTokens.Create() with { ExpiresAt = SampleTokens.Noon });
        await AddAsync(SampleTokens.Create("bob"));

        var added = await Concurrently.RunAsync(Many, _ => Store.AddAsync(SampleTokens.Create(), maximumActive: 5));

        Assert.Equal(5, added.Count(addition => addition == TokenAddition.Added));
        Assert.Equal(Many - 5, added.Count(addition => addition == TokenAddition.LimitReached));
        Assert.Equal(7, (await Store.ListAsync(new() { OwnerId = "alice" })).Total);
        Assert.Equal(8, await CounterAsync());
    }

    [Fact]
    public async Task Of_parallel_additions_of_one_connection_one_succeeds()
    {
        var added = await Concurrently.RunAsync(Many, _ => Store.AddAsync(Connection()));

        Assert.Single(added, addition => addition == TokenAddition.Added);
        Assert.All(added, addition => Assert.NotEqual(TokenAddition.LimitReached, addition));
        Assert.Equal(1, (await Store.ListAsync(new() { OwnerId = "alice" })).Total);
        Assert.Equal(1, await CounterAsync());
    }

    [Fact]
    public async Task A_connection_is_added_beside_those_of_another_client_audience_owner_or_grantor_and_those_that_ended()
    {
        var first = await AddAsync(Connection());
        await AddAsync(Connection() with { Connection = first.Connection! with { ClientId = "another" } });
        await AddAsync(Connection() with { Audience = "another" });
        await AddAsync(Connection() with { OwnerId = "bob", History = [] });
        await AddAsync(Connection("https://login.example.com"));
        Assert.Equal(TokenAddition.Exists, await Store.AddAsync(Connection("https://login.example.com")));

        Assert.True(await Store.TryUpdateAsync(first with { RevokedAt = first.CreatedAt }));
        await AddAsync(Connection());

        Assert.Equal(5, (await Store.ListAsync(new() { OwnerId = "alice" })).Total);
    }

    private static ApiToken Connection(string grantedBy = "alice") => SampleTokens.Create() with
    {
        Connection = new() { ClientId = "a-client", ClientName = "A client" },
        History = [new() { Action = TokenHistoryAction.Created, At = SampleTokens.Noon, By = grantedBy }],
    };
}
