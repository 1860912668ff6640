using Dhafnck.McpAuth.Tokens;
using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_key_stands_for_the_request_that_it_first_came_with()
    {
        var first = Request("key");
        var second = Request("key");

        (await ClaimAsync(first)).Should().BeEquivalentTo(first);
        (await ClaimAsync(second)).Should().BeEquivalentTo(first);
        (await ClaimAsync(first)).Should().BeEquivalentTo(first);
    }

    [Fact]
    public async Task Each_owner_has_keys_of_their_own()
    {
        var alices = Request("key");
        var bobs = Request("key") with { OwnerId = "bob" };

        await ClaimAsync(alices);

        (await ClaimAsync(bobs)).Should().BeEquivalentTo(bobs);
    }

    [Fact]
    public async Task A_key_used_before_the_moment_is_taken_over()
    {
        var old = Request("key");
        var renewed = Request("key") with { CreatedAt = SampleTokens.Noon.AddHours(24) };
        await ClaimAsync(old);

        (await Store.ClaimRequestAsync(renewed, SampleTokens.Noon)).Should().BeEquivalentTo(old);
        (await Store.ClaimRequestAsync(renewed, SampleTokens.Noon.AddSeconds(1))).Should().BeEquivalentTo(renewed);
        (await ClaimAsync(Request("key"))).Should().BeEquivalentTo(renewed);
    }

    [Fact]
    public async Task Of_parallel_claims_of_one_key_one_wins_and_all_learn_which()
    {
        var claims = await InParallelAsync(Many, _ => ClaimAsync(Request("key")));

        claims.Select(claim => claim.TokenId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Pruning_forgets_keys_that_were_used_before_the_moment()
    {
        await ClaimAsync(Request("old"));
        var young = Request("young") with { CreatedAt = SampleTokens.Noon.AddHours(1) };
        await ClaimAsync(young);

        await Store.PruneAsync(SampleTokens.Noon, usedBefore: SampleTokens.Noon.AddHours(1));

        var again = Request("old");
        (await ClaimAsync(again)).Should().BeEquivalentTo(again);
        (await ClaimAsync(Request("young"))).Should().BeEquivalentTo(young);
    }

    private static TokenRequest Request(string key) => new()
    {
        OwnerId = "alice",
        Key = key,
        Fingerprint = SampleTokens.AnyHash(),
        TokenId = SampleTokens.Create().Id,
        Generation = 1,
        CreatedAt = SampleTokens.Noon,
    };

    private Task<TokenRequest> ClaimAsync(TokenRequest request) => Store.ClaimRequestAsync(request, DateTimeOffset.MinValue);
}
