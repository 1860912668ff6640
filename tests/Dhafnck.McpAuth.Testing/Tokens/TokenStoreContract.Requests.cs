using Dhafnck.McpAuth.Tokens;
using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_key_is_stored_with_the_credential_that_its_request_makes()
    {
        var created = SampleTokens.Create();
        var creation = Claim("creation", created);
        var rotation = Claim("rotation", created, generation: 2);

        (await Store.AddAsync(created, claim: creation)).Should().Be(TokenAddition.Added);
        (await Store.TryUpdateAsync(created with { Credential = new() { Generation = 2, Hash = SampleTokens.AnyHash() } }, rotation)).Should().BeTrue();

        (await FindAsync("creation")).Should().BeEquivalentTo(creation.Request);
        (await FindAsync("rotation")).Should().BeEquivalentTo(rotation.Request);
        (await FindAsync("CREATION")).Should().BeNull();
    }

    [Fact]
    public async Task What_is_not_written_leaves_its_key_unused()
    {
        var token = await AddAsync(SampleTokens.Create());
        var second = SampleTokens.Create();

        (await Store.AddAsync(token, claim: Claim("exists", token))).Should().Be(TokenAddition.Exists);
        (await Store.AddAsync(second, maximumActive: 1, Claim("limit", second))).Should().Be(TokenAddition.LimitReached);
        (await Store.TryUpdateAsync(token with { Version = 7 }, Claim("late", token, generation: 2))).Should().BeFalse();
        (await Store.TryUpdateAsync(second, Claim("gone", second, generation: 2))).Should().BeFalse();
        (await Store.TryUpdateAsync(token with { Scopes = ["mcp:admin"] }, Claim("admin", token, generation: 2))).Should().BeFalse();

        foreach (var key in new[] { "exists", "limit", "late", "gone", "admin" })
        {
            (await FindAsync(key)).Should().BeNull("of {0}", key);
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

        (await Store.AddAsync(second, claim: Claim("key", second))).Should().Be(TokenAddition.KeyUsed);
        (await Store.AddAsync(token, claim: Claim("key", token))).Should().Be(TokenAddition.KeyUsed);
        (await Store.TryUpdateAsync(token with { Name = "Renamed" }, Claim("key", token, generation: 2))).Should().BeFalse();

        (await Store.FindAsync(second.Id)).Should().BeNull();
        await ShouldHoldAsync(token);
        (await FindAsync("key")).Should().BeEquivalentTo(first.Request);
        (await CounterAsync()).Should().Be(counter);
    }

    [Fact]
    public async Task Each_owner_has_keys_of_their_own()
    {
        var (alices, bobs) = (SampleTokens.Create(), SampleTokens.Create("bob"));

        (await Store.AddAsync(alices, claim: Claim("key", alices))).Should().Be(TokenAddition.Added);
        (await FindAsync("key", "bob")).Should().BeNull();
        (await Store.AddAsync(bobs, claim: Claim("key", bobs))).Should().Be(TokenAddition.Added);

        (await FindAsync("key"))!.TokenId.Should().Be(alices.Id);
        (await FindAsync("key", "bob"))!.TokenId.Should().Be(bobs.Id);
    }

    [Fact]
    public async Task A_key_used_before_the_moment_counts_as_unused_and_is_taken_over()
    {
        var (old, young) = (SampleTokens.Create(), SampleTokens.Create());
        await Store.AddAsync(old, claim: Claim("key", old));
        var renewed = Claim("key", young);
        renewed = renewed with { Request = renewed.Request with { CreatedAt = SampleTokens.Noon.AddHours(24) } };

        (await Store.AddAsync(young, claim: renewed with { NotBefore = SampleTokens.Noon })).Should().Be(TokenAddition.KeyUsed);
        (await Store.FindRequestAsync("alice", "key", SampleTokens.Noon))!.TokenId.Should().Be(old.Id);
        (await Store.FindRequestAsync("alice", "key", SampleTokens.Noon.AddSeconds(1))).Should().BeNull();
        (await Store.AddAsync(young, claim: renewed with { NotBefore = SampleTokens.Noon.AddSeconds(1) })).Should().Be(TokenAddition.Added);

        (await FindAsync("key")).Should().BeEquivalentTo(renewed.Request);
    }

    [Fact]
    public async Task Of_parallel_requests_under_one_key_one_is_done()
    {
        var token = await AddAsync(SampleTokens.Create());

        var added = await InParallelAsync(Many, _ => SampleTokens.Create() is var other ? Store.AddAsync(other, claim: Claim("creation", other)) : null!);
        var updated = await InParallelAsync(Many, number => Store.TryUpdateAsync(token with { Name = $"Update {number}" }, Claim("rotation", token, generation: 2)));

        added.Count(addition => addition == TokenAddition.Added).Should().Be(1);
        added.Count(addition => addition == TokenAddition.KeyUsed).Should().Be(Many - 1);
        updated.Count(won => won).Should().Be(1);
        (await Store.ListAsync(new() { OwnerId = "alice" })).Items.Should().Contain(found => found.Id == token.Id).And.HaveCount(2);
    }

    [Fact]
    public async Task Pruning_forgets_keys_that_were_used_before_the_moment()
    {
        var (old, young) = (SampleTokens.Create(), SampleTokens.Create(createdAt: SampleTokens.Noon.AddHours(1)));
        await Store.AddAsync(old, claim: Claim("old", old));
        await Store.AddAsync(young, claim: Claim("young", young));

        await Store.PruneAsync(SampleTokens.Noon, usedBefore: SampleTokens.Noon.AddHours(1));

        (await FindAsync("old")).Should().BeNull();
        (await FindAsync("young"))!.TokenId.Should().Be(young.Id);
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
