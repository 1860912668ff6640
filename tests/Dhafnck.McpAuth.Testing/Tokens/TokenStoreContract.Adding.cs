using Dhafnck.McpAuth.Tokens;
using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_record_is_found_as_it_was_added_in_every_field()
    {
        var token = await AddAsync(SampleTokens.CreateFull());

        await ShouldHoldAsync(token);
    }

    [Fact]
    public async Task A_record_without_anything_optional_is_found_as_it_was_added()
    {
        var token = await AddAsync(SampleTokens.Create());

        await ShouldHoldAsync(token);
    }

    [Fact]
    public async Task Times_are_found_in_utc()
    {
        var token = await AddAsync(SampleTokens.CreateFull());

        var found = await Store.FindAsync(token.Id);

        DateTimeOffset?[] times = [found!.CreatedAt, found.ExpiresAt, found.RevokedAt, found.FormerCredential!.ValidUntil, found.LastUsedAt];
        times.Select(time => time!.Value.Offset).Should().AllBeEquivalentTo(TimeSpan.Zero);
    }

    [Fact]
    public async Task Adding_an_identifier_twice_says_so_and_changes_nothing()
    {
        var first = await AddAsync(SampleTokens.CreateFull());
        var second = SampleTokens.Create("mallory") with { Id = first.Id };

        (await Store.AddAsync(second)).Should().Be(TokenAddition.Exists);

        await ShouldHoldAsync(first);
        (await CounterAsync()).Should().Be(1);
        (await Store.ListAsync(new() { OwnerId = "mallory" })).Total.Should().Be(0);
    }

    [Fact]
    public async Task Of_parallel_additions_of_one_identifier_one_succeeds()
    {
        var token = SampleTokens.Create();

        var added = await InParallelAsync(Many, async number =>
            await Store.AddAsync(token with { Name = $"Addition {number}" }) == TokenAddition.Added ? number : -1);

        var winner = added.Should().ContainSingle(number => number >= 0).Which;
        (await Store.FindAsync(token.Id))!.Name.Should().Be($"Addition {winner}");
        (await CounterAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Parallel_additions_are_all_there_and_counted_one_by_one()
    {
        var tokens = SampleTokens.CreateMany(Many);

        await InParallelAsync(Many, number => Store.AddAsync(tokens[number]));

        var changes = await Store.GetChangesAsync(0);
        changes.Counter.Should().Be(Many);
        changes.TokenIds.Should().BeEquivalentTo(tokens.Select(token => token.Id));
        (await Store.ListAsync(new() { OwnerId = "alice" })).Items.Should().BeEquivalentTo(tokens.Reverse(), InOrder);
    }

    [Fact]
    public async Task Parallel_additions_never_exceed_the_active_tokens_that_an_owner_may_have()
    {
        var revoked = SampleTokens.Create() with { RevokedAt = SampleTokens.Noon };
        var expired = SampleTokens.Create() with { ExpiresAt = SampleTokens.Noon };
        await AddAsync(revoked);
        await AddAsync(expired);
        await AddAsync(SampleTokens.Create("bob"));

        var added = await InParallelAsync(Many, _ => Store.AddAsync(SampleTokens.Create(), maximumActive: 5));

        added.Count(addition => addition == TokenAddition.Added).Should().Be(5);
        added.Count(addition => addition == TokenAddition.LimitReached).Should().Be(Many - 5);
        (await Store.ListAsync(new() { OwnerId = "alice" })).Total.Should().Be(7);
        (await CounterAsync()).Should().Be(8);
    }
}
