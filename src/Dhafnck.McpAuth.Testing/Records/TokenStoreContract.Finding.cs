using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task An_identifier_that_is_not_in_the_store_is_not_found_whatever_it_is()
    {
        await AddAsync(SampleTokens.Create());

        string[] identifiers =
        [
            "",
            " ",
            "tok_",
            "tok_00000000000000000000000000000000",
            "' OR '1'='1",
            "\"; DROP TABLE mcp_tokens; --",
            "%",
            "tok_%",
            "tok__",
            "ключ 🐫 e\u0301",
            "line\r\nend",
            "nul\0",
            "half \ud83d of a pair",
            new('x', 100_000),
        ];
        foreach (var id in identifiers)
        {
            Assert.True(await Store.FindAsync(id) is null, $"'{id}' is not in the store.");
        }
    }

    [Fact]
    public async Task Many_records_are_found_at_once_and_those_that_are_not_in_the_store_are_left_out()
    {
        var tokens = SampleTokens.CreateMany(3);
        await AddAsync(tokens);
        var full = await AddAsync(SampleTokens.CreateFull("bob"));

        var found = await Store.FindManyAsync([tokens[2].Id, "tok_unknown", full.Id, "", "nul\0", "ключ 🐫", "half \ud83d of a pair", tokens[0].Id]);

        RecordAssert.EqualInOrder(
            new[] { tokens[0], tokens[2], full }.OrderBy(token => token.Id, StringComparer.Ordinal),
            [.. found.OrderBy(token => token.Id, StringComparer.Ordinal)]);
        Assert.Empty(await Store.FindManyAsync([]));
    }

    [Fact]
    public async Task Hundreds_of_records_are_found_at_once()
    {
        var tokens = SampleTokens.CreateMany(600);
        await AddAsync(tokens);

        Assert.Equal(600, (await Store.FindManyAsync([.. tokens.Select(token => token.Id)])).Count);
    }

    [Fact]
    public async Task A_store_with_a_clock_of_its_own_tells_the_time()
    {
        if (await Store.GetTimeAsync() is { } time)
        {
            Assert.Equal(TimeProvider.System.GetUtcNow(), time, TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task An_identifier_is_found_in_its_exact_spelling_only()
    {
        var id = (await AddAsync(SampleTokens.Create())).Id;

        foreach (var other in new[] { id.ToUpperInvariant(), id + " ", " " + id, id + "\0", id[..^1], id + "0" })
        {
            Assert.True(await Store.FindAsync(other) is null, $"The store has '{id}', not '{other}'.");
        }
    }
}
