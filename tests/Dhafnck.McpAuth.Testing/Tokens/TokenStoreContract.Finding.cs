using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    /// <summary>Identifiers that no store has, from outside or made to confuse one.</summary>
    public static TheoryData<string> OddIdentifiers { get; } =
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
        new string('x', 100_000),
    ];

    [Theory]
    [MemberData(nameof(OddIdentifiers), DisableDiscoveryEnumeration = true)]
    public async Task An_identifier_that_is_not_in_the_store_is_not_found(string id)
    {
        await AddAsync(SampleTokens.Create());

        (await Store.FindAsync(id)).Should().BeNull();
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
