using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>The guide's tokens of another system: its issuer, its key, its audiences, and no record here.</summary>
public sealed class TrustedIssuerTests
{
    private const string Key = "the partner's key, of more than thirty-two bytes";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_token_of_the_other_system_is_accepted_with_its_scopes_and_tenant()
    {
        await using var server = await TrustingAsync();
        var token = Sign();

        (await server.ResultAsync(token, "whoami")).Should().Be("partner-user");
        (await server.ResultAsync(token, "read_tasks")).Should().Be("tasks");
        (await server.ResultAsync(token, "write_tasks")).Should().Be("403 insufficient_scope");
    }

    [Fact]
    public async Task Stored_tokens_are_accepted_beside_it()
    {
        await using var server = await TrustingAsync();
        var issued = await server.IssueAsync();

        using var response = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("scope", "execute:mcp read:tasks")]
    [InlineData("scopes", "execute:mcp,read:tasks")]
    [InlineData("scp", "execute:mcp read:tasks")]
    public async Task Scopes_are_read_as_systems_write_them(string claim, string scopes)
    {
        await using var server = await TrustingAsync();
        var token = Sign(remove: "scopes", claims: (claim, claim == "scopes" ? scopes.Split(',') : scopes));

        (await server.ResultAsync(token, "read_tasks")).Should().Be("tasks");
    }

    [Theory]
    [InlineData("aud", "elsewhere.example.com")]
    [InlineData("iss", "https://unknown.example")]
    [InlineData("iss", "dhafnck-mcp")]
    [InlineData("sub", "")]
    public async Task A_wrong_claim_is_refused_and_nothing_more_is_said(string claim, string value)
    {
        await using var server = await TrustingAsync();

        using var response = await server.ListToolsAsync(Sign(claims: (claim, value)));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Contain("error=\"invalid_token\", error_description=\"The access token is invalid.\"");
    }

    [Fact]
    public async Task Neither_our_key_nor_another_makes_a_token_of_the_other_system()
    {
        await using var server = await TrustingAsync();

        foreach (var key in new[] { McpTestServer.SecretKey, "another key of more than thirty-two bytes" })
        {
            using var response = await server.ListToolsAsync(Sign(key));
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task An_expired_one_is_told_so_and_one_without_an_end_or_before_its_time_is_refused()
    {
        await using var server = await TrustingAsync();
        var early = Sign(claims: ("nbf", _time.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds()));
        using var before = await server.ListToolsAsync(early);
        using var endless = await server.ListToolsAsync(Sign(remove: "exp"));
        var token = Sign();

        _time.Advance(TimeSpan.FromHours(1));
        using var expired = await server.ListToolsAsync(token);

        before.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        endless.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        expired.Challenge().Should().Contain("error=\"invalid_token\", error_description=\"The access token expired.\"");
    }

    [Fact]
    public async Task Its_mcp_admin_counts_for_nothing()
    {
        await using var server = await TrustingAsync();
        var token = Sign(claims: ("scopes", new[] { "execute:mcp", "mcp:admin", "tokens:rotate" }));

        (await server.ResultAsync(token, "write_both")).Should().Be("403 insufficient_scope");
    }

    [Fact]
    public async Task White_space_around_its_key_is_no_part_of_it()
    {
        await using var server = await TrustingAsync(("SecretKey", $" {Key}\n"));

        using var response = await server.ListToolsAsync(Sign());

        response.StatusCode.Should().Be(System.Net.HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("*has a key that contains a line break*single line*", "SecretKey", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("*needs its own SecretKey*", "SecretKey", McpTestServer.SecretKey)]
    [InlineData("*needs its own SecretKey*", "SecretKey", McpTestServer.SecretKey + "\n")]
    [InlineData("*needs its own SecretKey*", "SecretKey", "short")]
    [InlineData("*must differ from JWT_ISSUER and from every other trusted issuer*", "Issuer", "dhafnck-mcp")]
    [InlineData("*must differ from JWT_ISSUER and from every other trusted issuer*", "Issuer", "")]
    public async Task Wrong_settings_of_it_stop_the_start(string message, string setting, string value)
    {
        var start = () => TrustingAsync((setting, value));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message).Which.Message.Should().NotContain(Key);
    }

    private string Sign(string key = Key, string? remove = null, params (string Name, object Value)[] claims)
    {
        var all = new Dictionary<string, object>
        {
            ["iss"] = "https://partner.example",
            ["aud"] = "org1.example.com",
            ["sub"] = "partner-user",
            ["scopes"] = new[] { "execute:mcp", "read:tasks" },
            ["exp"] = _time.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in claims)
        {
            all[name] = value;
        }

        if (remove is not null && claims.All(claim => claim.Name != remove))
        {
            all.Remove(remove);
        }

        return ForgedToken.Sign(key, "JWT", [.. all.Select(claim => (claim.Key, claim.Value))]);
    }

    private Task<McpTestServer> TrustingAsync(params (string Key, string? Value)[] changes)
    {
        (string, string?)[] partner = [("Issuer", "https://partner.example"), ("SecretKey", Key), ("Audiences:0", "org1.example.com"), ("Audiences:1", "org2.example.com")];
        return new McpTestServerOptions { Time = _time }.Set("McpAuth:Jwt:TrustedIssuers:0:", [.. partner, .. changes]).StartAsync();
    }
}
