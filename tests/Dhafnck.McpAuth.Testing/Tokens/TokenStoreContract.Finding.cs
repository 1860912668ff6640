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
    public async Task An_identifier_is_found_in_its_exact_spelling_only()
    {
        var id = (await AddAsync(SampleTokens.Create())).Id;

        foreach (var other in new[] { id.ToUpperInvariant(), id + " ", " " + id, id + "\0", id[..^1], id + "0" })
        {
            (await Store.FindAsync(other)).Should().BeNull("the store has '{0}', not '{1}'", id, other);
        }
    }
}
