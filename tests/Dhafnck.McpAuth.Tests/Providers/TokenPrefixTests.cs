using System.Net;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.TestKit.Tokens.Api;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>API tokens with a prefix and a checksum, which secret scanners find.</summary>
public sealed partial class TokenPrefixTests
{
    private const string Mistyped = "was not copied completely and correctly";

    private readonly SwitchableTokenStore _store = new();

    [Fact]
    public async Task A_new_token_and_a_rotated_one_match_the_expression_that_the_documentation_publishes()
    {
        await using var server = await StartAsync("office_");
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "token-scanning.md"), TestContext.Current.CancellationToken);
        var published = new Regex($"^(?:{Published().Match(page).Groups[1].Value})$");

        var issued = await server.IssueAsync(["execute:mcp", "tokens:rotate"]);
        var byOwner = await RotatedAsync(await TokenApiRequests.RotateAsync(server, issued.Token.Id));
        var itself = await RotatedAsync(await TokenApiRequests.RotateItselfAsync(server, byOwner));

        foreach (var token in new[] { issued.Value, byOwner, itself })
        {
            published.IsMatch(token).Should().BeTrue("of {0}", token);
        }

        published.IsMatch(issued.Value[..^1]).Should().BeFalse();
        published.IsMatch(issued.Value["office_".Length..]).Should().BeFalse();
    }

    [Fact]
    public async Task A_token_with_a_prefix_is_accepted_wherever_a_token_may_stand()
    {
        await using var server = await StartAsync("office_", ("MCP_TOKEN_HEADER", "X-API-Key"));
        var issued = await server.IssueAsync(["execute:mcp", "read:tasks", "tokens:rotate"]);
        using var byHeader = RawHttp.Post("/mcp", RawHttp.ToolsList);
        byHeader.Headers.TryAddWithoutValidation("X-API-Key", issued.Value);

        using var inHeader = await server.Http.SendAsync(byHeader, TestContext.Current.CancellationToken);
        using var validated = await TokenApiRequests.ValidateAsync(server, issued.Value);

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK, "a known token takes another path");
        inHeader.StatusCode.Should().Be(HttpStatusCode.OK);
        validated.StatusCode.Should().Be(HttpStatusCode.OK);
        await using var client = await server.ConnectAsync(issued.Value);
        (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Should().NotBeEmpty();
        var rotated = await RotatedAsync(await TokenApiRequests.RotateItselfAsync(server, issued.Value));
        (await server.StatusAsync(rotated)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_empty_prefix_is_none()
    {
        await using var server = await StartAsync("");
        var issued = await server.IssueAsync();

        issued.Value.Should().StartWith("eyJ");
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_mistyped_token_is_refused_with_the_reason_and_without_a_look_up()
    {
        await using var server = await StartAsync("office_");
        var issued = await server.IssueAsync();
        var token = issued.Value;

        // The event looks for the record, too.
        await server.Log.SaysAsync($"token.created: {issued.Token.Id}");
        var finds = _store.Finds;
        _store.IsCutOff = true;

        var other = token[40] == 'A' ? 'B' : 'A';
        foreach (var mistyped in new[] { token[..^1], token[..^9], token + "x", "office_", "office_x", WithPrefix("office_", ""), token.Replace(".ey", ".eY"), $"{token[..40]}{other}{token[41..]}", $"{token[..^8]}{token[^8..].ToUpperInvariant()}A" })
        {
            using var response = await server.ListToolsAsync(mistyped);
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "of {0}", mistyped);
            response.Challenge().Should().Contain(Mistyped);
        }

        _store.Finds.Should().Be(finds);
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.ServiceUnavailable, "the store is away");
    }

    [Fact]
    public async Task A_token_that_lost_or_got_a_prefix_is_told_so_and_raises_no_alarm()
    {
        await using var before = await StartAsync(null);
        var plain = await before.IssueAsync();
        await using var server = await StartAsync("office_");
        var issued = await server.IssueAsync();

        foreach (var token in new[] { issued.Value["office_".Length..^9], WithPrefix("office_", plain.Value) })
        {
            using var response = await server.ListToolsAsync(token);
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "it was never issued like this");
            response.Challenge().Should().Contain(Mistyped);
        }

        server.Log.Text.Should().NotContain("signing key may be compromised");
    }

    [Fact]
    public async Task Tokens_from_before_the_setting_stay_valid_and_get_the_prefix_when_they_rotate()
    {
        await using var before = await StartAsync(null);
        var old = await before.IssueAsync(["execute:mcp", "tokens:rotate"]);
        await using var server = await StartAsync("office_");

        (await server.StatusAsync(old.Value)).Should().Be(HttpStatusCode.OK);
        var rotated = await RotatedAsync(await TokenApiRequests.RotateItselfAsync(server, old.Value));
        rotated.Should().StartWith("office_ey");
        (await server.StatusAsync(rotated)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("team_")]
    [InlineData(null)]
    public async Task Tokens_with_a_former_prefix_stay_valid(string? prefix)
    {
        await using var before = await StartAsync("office_");
        var old = await before.IssueAsync(["execute:mcp", "tokens:rotate"]);
        await using var without = await StartAsync(prefix);
        await using var server = await StartAsync(prefix, ("McpAuth:Jwt:PreviousTokenPrefixes", "other_,office_"));

        (await without.StatusAsync(old.Value)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(old.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(old.Value[..^1])).Should().Be(HttpStatusCode.Unauthorized);
        (await RotatedAsync(await TokenApiRequests.RotateItselfAsync(server, old.Value))).Should().StartWith(prefix ?? "ey");
    }

    [Fact]
    public async Task Of_two_prefixes_that_fit_the_longer_one_is_the_tokens()
    {
        await using var before = await StartAsync("office_");
        var old = await before.IssueAsync();
        await using var server = await StartAsync("office_live_", ("McpAuth:Jwt:PreviousTokenPrefixes", "office_"));
        var issued = await server.IssueAsync();

        (await server.StatusAsync(old.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_tokens_of_our_own_issuer_have_a_prefix()
    {
        const string Key = "the key of a partner, of more than thirty-two bytes";
        await using var server = await StartAsync(
            "office_",
            ("McpAuth:Jwt:TrustedIssuers:0:Issuer", "https://partner.example"),
            ("McpAuth:Jwt:TrustedIssuers:0:SecretKey", Key),
            ("McpAuth:Jwt:TrustedIssuers:0:Audiences", "mcp-server"));
        var issued = await server.IssueAsync();
        var token = ForgedToken.Sign(
            Key,
            claims: ForgedToken.ClaimsOf(issued.Value["office_".Length..^9], ("iss", "https://partner.example"), ("aud", "mcp-server"), ("scope", "execute:mcp")));

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(WithPrefix("office_", token))).Should().Be(HttpStatusCode.Unauthorized);
        server.Log.Text.Should().Contain("only tokens of JWT_ISSUER have a prefix");
    }

    [Fact]
    public async Task A_checksum_makes_no_token_of_a_forged_one()
    {
        await using var server = await StartAsync("office_");
        var issued = await server.IssueAsync();
        var forged = ForgedToken.Sign("a key of nobody, of more than thirty-two bytes", claims: ForgedToken.ClaimsOf(issued.Value["office_".Length..^9]));

        using var response = await server.ListToolsAsync(WithPrefix("office_", forged));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Contain("The access token is invalid.");
    }

    [Fact]
    public async Task Beside_another_provider_the_prefix_selects_API_tokens()
    {
        await using var before = await StartAsync(null);
        var old = await before.IssueAsync();
        await using var server = await StartAsync("office_", ("MCP_AUTH_TYPE", "jwt,env"), ("MCP_BEARER_TOKEN", "0123456789abcdef"));

        (await server.StatusAsync((await server.IssueAsync()).Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(old.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync("0123456789abcdef")).Should().Be(HttpStatusCode.OK);
        using var mistyped = await server.ListToolsAsync("office_0123456789abcdef");
        mistyped.Challenge().Should().Contain(Mistyped);
    }

    [Theory]
    [InlineData("eyJ_")]
    [InlineData("office")]
    [InlineData("_")]
    [InlineData("off-ice_")]
    [InlineData("1office_")]
    [InlineData("an_office_of_many_words_")]
    public async Task A_prefix_has_a_form_that_nothing_else_has(string prefix)
    {
        var start = () => StartAsync(prefix);
        var former = () => StartAsync(null, ("McpAuth:Jwt:PreviousTokenPrefixes", prefix));

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("Jwt.TokenPrefix and each of Jwt.PreviousTokenPrefixes must have 3 to 20*");
        await former.Should().ThrowAsync<OptionsValidationException>().WithMessage("Jwt.TokenPrefix and each of Jwt.PreviousTokenPrefixes must have 3 to 20*");
    }

    private static async Task<string> RotatedAsync(HttpResponseMessage response)
    {
        using (response)
        {
            response.StatusCode.Should().Be(HttpStatusCode.Created);
            return (await TokenApiRequests.ReadAsync(response)).GetProperty("token").GetString()!;
        }
    }

    // What anybody can compute: the checksum is no secret.
    private static string WithPrefix(string prefix, string jwt) =>
        $"{prefix}{jwt}_{System.IO.Hashing.Crc32.HashToUInt32(System.Text.Encoding.ASCII.GetBytes(prefix + jwt)):x8}";

    private Task<McpTestServer> StartAsync(string? prefix, params (string Key, string? Value)[] settings) =>
        new McpTestServerOptions { Store = _store }.Set("", settings).StartAsync(("McpAuth:Jwt:TokenPrefix", prefix));

    // The expression stands alone in a block of the page.
    [GeneratedRegex(@"^```\n(office_.+)\n```$", RegexOptions.Multiline)]
    private static partial Regex Published();
}
