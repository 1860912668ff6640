using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

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
            (await Store.FindAsync(id)).Should().BeNull("'{0}' is not in the store", id);
        }
    }

    [Fact]
    public async Task Many_records_are_found_at_once_and_those_that_are_not_in_the_store_are_left_out()
    {
        var tokens = SampleTokens.CreateMany(3);
        foreach (var token in tokens)
        {
            await Store.AddAsync(token);
        }

        var full = await AddAsync(SampleTokens.CreateFull("bob"));

        var found = await Store.FindManyAsync([tokens[2].Id, "tok_unknown", full.Id, "", "nul\0", "ключ 🐫", "half \ud83d of a pair", tokens[0].Id]);

        found.Should().BeEquivalentTo([tokens[0], tokens[2], full], options => options.WithoutStrictOrdering());
        (await Store.FindManyAsync([])).Should().BeEmpty();
    }

    [Fact]
    public async Task Hundreds_of_records_are_found_at_once()
    {
        var tokens = SampleTokens.CreateMany(600);
        foreach (var token in tokens)
        {
            await Store.AddAsync(token);
        }

        (await Store.FindManyAsync([.. tokens.Select(token => token.Id)])).Should().HaveCount(600);
    }

    [Fact]
    public async Task A_store_with_a_clock_of_its_own_tells_the_time()
    {
        if (await Store.GetTimeAsync() is { } time)
        {
            time.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task An_identifier_is_found_in_its_exact_spelling_only()
    {
        var id = (await AddAsync(SampleTokens.Create())).Id;

        foreach (var other in new[] { id.ToUpperInvariant(), id + " ", " " + id, id + "\0", id[..^1], id + "0" })
        {
            (await Store.FindAsync(other)).Should().BeNull("the store has '{0}', not '{1}'", id, other);
        }
    }
}
