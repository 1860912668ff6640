using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>Tokens of an issuer that publishes its keys: which are accepted, and which are not.</summary>
public sealed class ExternalIssuerTests
{
    private static readonly IssuerKey Key = IssuerKeysOfTests.Rsa;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task A_token_of_an_authority_is_accepted_with_its_scopes(string algorithm)
    {
        var key = IssuerKeysOfTests.For(algorithm);
        await using var issuer = await ExternalIssuer.StartAsync(key);
        await using var server = await _time.TrustAsync(issuer);
        var token = key.Sign(issuer.Claims(_time.GetUtcNow()));

        (await server.ResultAsync(token, "whoami")).Should().Be("external-user");
        (await server.ResultAsync(token, "read_tasks")).Should().Be("tasks");
        (await server.ResultAsync(token, "write_tasks")).Should().Be("403 insufficient_scope");
    }

    [Fact]
    public async Task An_issuer_without_discovery_is_known_by_its_key_set()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.StartAsync(("TrustedIssuers:0:Issuer", "urn:issuer"), ("TrustedIssuers:0:JwksUri", issuer.JwksUri), ("TrustedIssuers:0:Audiences", ExternalIssuerServer.Audience));

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), ("iss", "urn:issuer"))))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
        issuer.Discoveries.Should().Be(0);
    }

    [Fact]
    public async Task A_server_can_do_with_tokens_of_others_alone()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer, ("SecretKey", ""));
        await using var ours = await _time.TrustAsync(issuer);
        var issued = await ours.IssueAsync();

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Stored_tokens_and_those_of_a_shared_key_are_accepted_beside_it()
    {
        const string Shared = "the partner's key, of more than thirty-two bytes";
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer, ("TrustedIssuers:1:Issuer", "partner"), ("TrustedIssuers:1:SecretKey", Shared), ("TrustedIssuers:1:Audiences:0", ExternalIssuerServer.Audience));

        (await server.StatusAsync((await server.IssueAsync()).Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(RawJwt.Hs256(Shared, """{"alg":"HS256"}""", issuer.Claims(_time.GetUtcNow(), ("iss", "partner"))))).Should().Be(HttpStatusCode.OK);
        issuer.KeySets.Should().Be(0);
    }

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"rsa"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT","kid":"rsa"}""")]
    [InlineData("""{"alg":"RS256","typ":"jwt","kid":"rsa"}""")]
    [InlineData("""{"alg":"RS256","typ":"AT+JWT","kid":"rsa"}""")]
    [InlineData("""{"alg":"RS256","typ":"application/at+jwt","kid":"rsa","x5t":"dGh1bWJwcmludA","cty":"whatever"}""")]
    public async Task Headers_are_as_issuers_write_them(string header)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow()), header))).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("ID")]
    [InlineData("application/jwt")]
    [InlineData("logout+jwt")]
    [InlineData("dpop+jwt")]
    [InlineData("secevent+jwt")]
    [InlineData("")]
    public async Task A_JWT_of_another_type_is_refused(string type)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()), $$"""{"alg":"RS256","typ":"{{type}}","kid":"rsa"}""");

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        server.Log.Text.Should().Contain("the type is not that of an access token");
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("at_hash")]
    [InlineData("c_hash")]
    [InlineData("s_hash")]
    [InlineData("events")]
    public async Task An_ID_token_and_the_like_are_refused_even_for_the_right_audience(string claim)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), (claim, "x"))))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("aud", "https://elsewhere.example.com")]
    [InlineData("aud", "https://mcp.example.com/")]
    [InlineData("aud", "HTTPS://MCP.EXAMPLE.COM")]
    [InlineData("iss", "https://unknown.example")]
    [InlineData("iss", "dhafnck-mcp")]
    [InlineData("sub", "")]
    [InlineData("sub", null)]
    [InlineData("exp", null)]
    [InlineData("aud", null)]
    public async Task A_wrong_claim_is_refused_and_nothing_more_is_said(string claim, string? value)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        using var response = await server.ListToolsAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), (claim, value))));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Contain("error=\"invalid_token\", error_description=\"The access token is invalid.\"");
    }

    [Fact]
    public async Task One_audience_of_several_is_enough()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), ("aud", new[] { "https://other.example.com", ExternalIssuerServer.Audience }))))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_expired_one_is_told_so_and_one_before_its_time_is_refused()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var now = _time.GetUtcNow();

        (await server.StatusAsync(Key.Sign(issuer.Claims(now, ("nbf", now.AddSeconds(31).ToUnixTimeSeconds()))))).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(Key.Sign(issuer.Claims(now, ("iat", now.AddSeconds(31).ToUnixTimeSeconds()))))).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(Key.Sign(issuer.Claims(now, ("nbf", now.AddSeconds(30).ToUnixTimeSeconds()), ("iat", now.AddSeconds(30).ToUnixTimeSeconds()))))).Should().Be(HttpStatusCode.OK);
        using var expired = await server.ListToolsAsync(Key.Sign(issuer.Claims(now, ("exp", now.ToUnixTimeSeconds()))));
        expired.Challenge().Should().Contain("error=\"invalid_token\", error_description=\"The access token expired.\"");
    }

    [Fact]
    public async Task A_number_of_seconds_can_have_a_fraction()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow(), ("exp", _time.GetUtcNow().AddSeconds(90).ToUnixTimeSeconds() + 0.5)));

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromSeconds(91));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_key_of_one_issuer_makes_no_token_of_another()
    {
        await using var one = await ExternalIssuer.StartAsync(Key);
        await using var two = await ExternalIssuer.StartAsync(IssuerKeysOfTests.OtherRsa.As("rsa"));
        await using var server = await _time.TrustAsync(one, ("TrustedIssuers:1:Authority", two.Authority), ("TrustedIssuers:1:Audiences:0", ExternalIssuerServer.Audience));

        (await server.StatusAsync(Key.Sign(one.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(IssuerKeysOfTests.OtherRsa.As("rsa").Sign(two.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(Key.Sign(two.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(IssuerKeysOfTests.OtherRsa.As("rsa").Sign(one.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Neither_our_key_nor_its_public_one_makes_a_token_with_HS256()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var pem = ((System.Security.Cryptography.RSA)Key.Pair).ExportSubjectPublicKeyInfoPem();

        foreach (var secret in new[] { McpTestServer.SecretKey, pem, Key.ToJwk()["n"]!.GetValue<string>() })
        {
            (await server.StatusAsync(RawJwt.Hs256(secret, """{"alg":"HS256","kid":"rsa"}""", issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
            (await server.StatusAsync(RawJwt.Hs256(secret, """{"alg":"RS256","kid":"rsa"}""", issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Only_the_algorithms_that_were_configured_are_accepted()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key, IssuerKeysOfTests.P256);
        await using var server = await _time.TrustAsync(issuer, ("TrustedIssuers:0:Algorithms", "ES256"));

        (await server.StatusAsync(IssuerKeysOfTests.P256.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("alg", "PS256")]
    [InlineData("use", "enc")]
    [InlineData("kid", "another")]
    [InlineData("kid", null)]
    public async Task A_key_that_is_published_for_something_else_verifies_nothing(string member, string? value)
    {
        await using var issuer = await ExternalIssuer.StartAsync();
        issuer.Keys = [Key.ToJwk((member, value))];
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("encrypt", HttpStatusCode.Unauthorized)]
    [InlineData("verify", HttpStatusCode.OK)]
    public async Task The_operations_that_a_key_is_published_for_hold(string operation, HttpStatusCode expected)
    {
        await using var issuer = await ExternalIssuer.StartAsync();
        issuer.Keys = [Key.ToJwk(("use", null), ("alg", null), ("key_ops", new JsonArray(operation)))];
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(expected);
    }

    [Fact]
    public async Task A_short_key_of_RSA_and_a_curve_of_another_algorithm_verify_nothing()
    {
        var weak = IssuerKey.Make("weak", "RS256", rsaBits: 1024);
        await using var issuer = await ExternalIssuer.StartAsync(weak);
        issuer.Keys = [weak.ToJwk(), IssuerKeysOfTests.P384.ToJwk(("alg", null)), new JsonObject { ["kty"] = "oct", ["kid"] = "oct", ["k"] = RawJwt.Encode(Encoding.UTF8.GetBytes(McpTestServer.SecretKey)) }];
        await using var server = await _time.TrustAsync(issuer);
        var claims = issuer.Claims(_time.GetUtcNow());

        (await server.StatusAsync(weak.Sign(claims))).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(IssuerKeysOfTests.P384.As(newAlgorithm: "ES256").Sign(claims))).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(RawJwt.Hs256(McpTestServer.SecretKey, """{"alg":"HS256","kid":"oct"}""", claims))).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(IssuerKeysOfTests.P384.Sign(claims))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whose_word_the_subject_is_stands_beside_it()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Authority"] = issuer.Authority;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Audiences:0"] = ExternalIssuerServer.Audience;
            options.Map = app => app.MapGet("/me", (ClaimsPrincipal user) => $"{user.FindFirst("sub")!.Value} of {user.FindFirst("sub")!.Issuer} of {user.FindFirst("iss")!.Value}").RequireMcpAuth();
        });

        (await AskAsync((await server.IssueAsync()).Value)).Should().Be("alice of dhafnck-mcp of dhafnck-mcp");
        (await AskAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), ("sub", "alice"))))).Should().Be($"alice of {issuer.Authority} of {issuer.Authority}");

        async Task<string> AskAsync(string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/me") { Headers = { Authorization = new("Bearer", token) } };
            using var response = await server.Http.SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }
    }
}
