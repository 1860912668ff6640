using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task Revoking_all_revokes_the_owners_and_no_others_and_is_seen_as_a_change_of_each()
    {
        var tokens = SampleTokens.CreateMany(3);
        foreach (var token in tokens)
        {
            await AddAsync(token with { FormerCredential = token.Credential with { ValidUntil = SampleTokens.Noon.AddDays(1) } });
        }

        var before = await AddAsync(SampleTokens.Create() with { RevokedAt = SampleTokens.Noon });
        var bobs = await AddAsync(SampleTokens.Create("bob"));
        var counter = await CounterAsync();

        (await Store.RevokeAllAsync("alice", SampleTokens.Noon.AddHours(1))).Should().Be(3);

        foreach (var token in tokens)
        {
            await ShouldHoldAsync(token with { RevokedAt = SampleTokens.Noon.AddHours(1), Version = 2 });
        }

        await ShouldHoldAsync(before);
        await ShouldHoldAsync(bobs);
        var changes = await Store.GetChangesAsync(counter);
        changes.Counter.Should().BeGreaterThan(counter);
        changes.TokenIds.Should().BeEquivalentTo(tokens.Select(token => token.Id));
        (await Store.RevokeAllAsync("alice", SampleTokens.Noon.AddHours(2))).Should().Be(0);
        (await CounterAsync()).Should().Be(changes.Counter);
    }

    [Fact]
    public async Task Pruning_removes_what_expired_before_the_moment_and_nothing_that_is_only_revoked()
    {
        var old = await AddAsync(SampleTokens.Create() with { ExpiresAt = SampleTokens.Noon.AddDays(1).AddSeconds(-1) });
        var edge = await AddAsync(SampleTokens.Create() with { ExpiresAt = SampleTokens.Noon.AddDays(1) });
        var revoked = await AddAsync(SampleTokens.Create() with { RevokedAt = SampleTokens.Noon });

        (await Store.PruneAsync(SampleTokens.Noon.AddDays(1), SampleTokens.Noon)).Should().Be(1);

        (await Store.FindAsync(old.Id)).Should().BeNull();
        await ShouldHoldAsync(edge);
        await ShouldHoldAsync(revoked);
    }
}
