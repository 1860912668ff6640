using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_key_is_stored_with_the_credential_that_its_request_makes()
    {
        var created = SampleTokens.Create();
        var creation = Claim("creation", created);
        var rotation = Claim("rotation", created, generation: 2);

        Assert.Equal(TokenAddition.Added, await Store.AddAsync(created, claim: creation));
        Assert.True(await Store.TryUpdateAsync(created with { Credential = new() { Generation = 2, Hash = SampleTokens.AnyHash() } }, rotation));

        RecordAssert.Equal(creation.Request, await FindAsync("creation"));
        RecordAssert.Equal(rotation.Request, await FindAsync("rotation"));
        Assert.Null(await FindAsync("CREATION"));
    }

    [Fact]
    public async Task What_is_not_written_leaves_its_key_unused()
    {
        var token = await AddAsync(SampleTokens.Create());
        var second = SampleTokens.Create();

        Assert.Equal(TokenAddition.Exists, await Store.AddAsync(token, claim: Claim("exists", token)));
        Assert.Equal(TokenAddition.LimitReached, await Store.AddAsync(second, maximumActive: 1, Claim("limit", second)));
        Assert.False(await Store.TryUpdateAsync(token with { Version = 7 }, Claim("late", token, generation: 2)));
        Assert.False(await Store.TryUpdateAsync(second, Claim("gone", second, generation: 2)));
        Assert.False(await Store.TryUpdateAsync(token with { Scopes = [McpScopes.Admin] }, Claim("admin", token, generation: 2)));

        foreach (var key in new[] { "exists", "limit", "late", "gone", "admin" })
        {
            Assert.True(await FindAsync(key) is null, $"The key '{key}' should be unused.");
        }
    }

    [Fact]
    public async Task Under_a_key_that_was_used_nothing_is_written()
    {
        var token = SampleTokens.Create();
        var first = Claim("key", token);
        await Store.AddAsync(token, claim: first);
        var counter = await CounterAsync();
        var second = SampleTokens.Create();

        Assert.Equal(TokenAddition.KeyUsed, await Store.AddAsync(second, claim: Claim("key", second)));
        Assert.Equal(TokenAddition.KeyUsed, await Store.AddAsync(token, claim: Claim("key", token)));
        Assert.False(await Store.TryUpdateAsync(token with { Name = "Renamed" }, Claim("key", token, generation: 2)));

        Assert.Null(await Store.FindAsync(second.Id));
        await AssertHoldsAsync(token);
        RecordAssert.Equal(first.Request, await FindAsync("key"));
        Assert.Equal(counter, await CounterAsync());
    }

    [Fact]
    public async Task Each_owner_has_keys_of_their_own()
    {
        var (alices, bobs) = (SampleTokens.Create(), SampleTokens.Create("bob"));

        Assert.Equal(TokenAddition.Added, await Store.AddAsync(alices, claim: Claim("key", alices)));
        Assert.Null(await FindAsync("key", "bob"));
        Assert.Equal(TokenAddition.Added, await Store.AddAsync(bobs, claim: Claim("key", bobs)));

        Assert.Equal(alices.Id, (await FindAsync("key"))!.TokenId);
        Assert.Equal(bobs.Id, (await FindAsync("key", "bob"))!.TokenId);
    }

    [Fact]
    public async Task A_key_used_before_the_moment_counts_as_unused_and_is_taken_over()
    {
        var (old, young) = (SampleTokens.Create(), SampleTokens.Create());
        await Store.AddAsync(old, claim: Claim("key", old));
        var renewed = Claim("key", young);
        renewed = renewed with { Request = renewed.Request with { CreatedAt = SampleTokens.Noon.AddHours(24) } };

        Assert.Equal(TokenAddition.KeyUsed, await Store.AddAsync(young, claim: renewed with { NotBefore = SampleTokens.Noon }));
        Assert.Equal(old.Id, (await Store.FindRequestAsync("alice", "key", SampleTokens.Noon))!.TokenId);
        Assert.Null(await Store.FindRequestAsync("alice", "key", SampleTokens.Noon.AddSeconds(1)));
        Assert.Equal(TokenAddition.Added, await Store.AddAsync(young, claim: renewed with { NotBefore = SampleTokens.Noon.AddSeconds(1) }));

        RecordAssert.Equal(renewed.Request, await FindAsync("key"));
    }

    [Fact]
    public async Task Of_parallel_requests_under_one_key_one_is_done()
    {
        var token = await AddAsync(SampleTokens.Create());

        var added = await Concurrently.RunAsync(Many, _ => SampleTokens.Create() is var other ? Store.AddAsync(other, claim: Claim("creation", other)) : null!);
        var updated = await Concurrently.RunAsync(Many, number => Store.TryUpdateAsync(token with { Name = $"Update {number}" }, Claim("rotation", token, generation: 2)));

        Assert.Equal(1, added.Count(addition => addition == TokenAddition.Added));
        Assert.Equal(Many - 1, added.Count(addition => addition == TokenAddition.KeyUsed));
        Assert.Equal(1, updated.Count(won => won));
        var listed = (await Store.ListAsync(new() { OwnerId = "alice" })).Items;
        Assert.Equal(2, listed.Count);
        Assert.Contains(listed, found => found.Id == token.Id);
    }

    [Fact]
    public async Task Pruning_forgets_keys_that_were_used_before_the_moment()
    {
        var (old, young) = (SampleTokens.Create(), SampleTokens.Create(createdAt: SampleTokens.Noon.AddHours(1)));
        await Store.AddAsync(old, claim: Claim("old", old));
        await Store.AddAsync(young, claim: Claim("young", young));

        await Store.PruneAsync(SampleTokens.Noon, usedBefore: SampleTokens.Noon.AddHours(1));

        Assert.Null(await FindAsync("old"));
        Assert.Equal(young.Id, (await FindAsync("young"))!.TokenId);
    }

    private static IdempotencyClaim Claim(string key, ApiToken token, int generation = 1) => new()
    {
        Request = new()
        {
            OwnerId = token.OwnerId,
            Key = key,
            Fingerprint = SampleTokens.AnyHash(),
            TokenId = token.Id,
            Generation = generation,
            CreatedAt = token.CreatedAt,
        },
        NotBefore = DateTimeOffset.MinValue,
    };

    private Task<IdempotentRequest?> FindAsync(string key, string ownerId = "alice") => Store.FindRequestAsync(ownerId, key, DateTimeOffset.MinValue);
}
