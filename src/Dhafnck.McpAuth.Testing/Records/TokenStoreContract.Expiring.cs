using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task Records_that_expire_within_a_time_are_listed_in_parts_the_earliest_first()
    {
        var tokens = SampleTokens.CreateMany(5);
        await AddAsync(tokens.Reverse());
        await AddAsync(SampleTokens.CreateFull());
        await AddAsync(SampleTokens.Create("bob", SampleTokens.Noon.AddSeconds(1)) with { RevokedAt = SampleTokens.Noon });

        var first = await Store.ListExpiringAsync(tokens[1].ExpiresAt, tokens[4].ExpiresAt, after: null, limit: 2);
        var second = await Store.ListExpiringAsync(tokens[1].ExpiresAt, tokens[4].ExpiresAt, first[^1], limit: 2);

        RecordAssert.EqualInOrder([tokens[1], tokens[2], tokens[3]], [.. first, .. second]);
    }

    [Fact]
    public async Task Records_that_expire_in_one_second_are_listed_by_identifier_and_none_is_lost_between_parts()
    {
        var tokens = Enumerable.Range(0, 5).Select(number => SampleTokens.Create($"owner {number}")).ToList();
        await AddAsync(tokens);

        var listed = new List<string>();
        var part = await Store.ListExpiringAsync(SampleTokens.Noon, SampleTokens.Noon.AddYears(1), after: null, limit: 2);
        while (part.Count > 0 && listed.Count <= tokens.Count)
        {
            listed.AddRange(part.Select(token => token.Id));
            part = await Store.ListExpiringAsync(SampleTokens.Noon, SampleTokens.Noon.AddYears(1), part[^1], limit: 2);
        }

        Assert.Equal(tokens.Select(token => token.Id).Order(StringComparer.Ordinal), listed);
    }
}
