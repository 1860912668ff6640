using Xunit;

namespace Dhafnck.McpAuth.Testing;

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

        var before = await AddAsync(SampleTokens.CreateFull());
        var bobs = await AddAsync(SampleTokens.Create("bob"));
        var counter = await CounterAsync();

        Assert.Equal(3, await Store.RevokeAllAsync("alice", SampleTokens.Noon.AddHours(1)));

        // Without their former credentials, and with nothing else changed.
        foreach (var token in tokens)
        {
            await AssertHoldsAsync(token with { RevokedAt = SampleTokens.Noon.AddHours(1), Version = 2 });
        }

        await AssertHoldsAsync(before);
        await AssertHoldsAsync(bobs);
        var changes = await Store.GetChangesAsync(counter);
        Assert.True(changes.Counter > counter, "The counter should grow.");
        AssertSame(tokens.Select(token => token.Id), changes.TokenIds);
        Assert.Equal(0, await Store.RevokeAllAsync("alice", SampleTokens.Noon.AddHours(2)));
        Assert.Equal(changes.Counter, await CounterAsync());
    }

    [Fact]
    public async Task Revoking_all_also_revokes_what_has_expired_because_an_expiry_can_be_moved()
    {
        var expired = await AddAsync(SampleTokens.Create() with { ExpiresAt = SampleTokens.Noon });

        Assert.Equal(1, await Store.RevokeAllAsync("alice", SampleTokens.Noon.AddHours(1)));

        await AssertHoldsAsync(expired with { RevokedAt = SampleTokens.Noon.AddHours(1), Version = 2 });
    }

    [Fact]
    public async Task Pruning_removes_what_expired_before_the_moment_and_nothing_that_is_only_revoked()
    {
        var old = await AddAsync(SampleTokens.Create() with { ExpiresAt = SampleTokens.Noon.AddDays(1).AddSeconds(-1) });
        var edge = await AddAsync(SampleTokens.Create() with { ExpiresAt = SampleTokens.Noon.AddDays(1) });
        var revoked = await AddAsync(SampleTokens.Create() with { RevokedAt = SampleTokens.Noon });

        Assert.Equal(1, await Store.PruneAsync(SampleTokens.Noon.AddDays(1), SampleTokens.Noon));

        Assert.Null(await Store.FindAsync(old.Id));
        await AssertHoldsAsync(edge);
        await AssertHoldsAsync(revoked);
    }
}
