using System.Net;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Bearer.Proofs;

/// <summary>Which proofs of a bound token are accepted, and which are not (RFC 9449 §4.3).</summary>
public sealed class ProofTests
{
    private readonly FakeTimeProvider _time = new(SampleTokens.Noon);

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    public async Task A_token_is_accepted_with_a_proof_of_its_key(string algorithm)
    {
        using var key = ProofKey.Create(algorithm);
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var response = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.Contains("DPoP-Nonce").Should().BeFalse("no nonce is required");
    }

    [Fact]
    public async Task A_key_may_have_more_members_than_those_of_its_thumbprint()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        var proof = Prove(server, key, issued.Value, (header, _) =>
        {
            header["jwk"]!["kid"] = "mine";
            header["jwk"]!["use"] = "sig";
            header["jwk"]!["alg"] = "ES256";
            header["jwk"]!["key_ops"] = new JsonArray("verify");
            header["jwk"]!["ext"] = true;
        });
        using var response = await server.ListProvenAsync(issued.Value, proof);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_scheme_is_read_whatever_its_case()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Headers.TryAddWithoutValidation("Authorization", $"dpop  {issued.Value}");
        request.Headers.TryAddWithoutValidation("DPoP", server.Prove(key, issued.Value));

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    public static TheoryData<string, string, Action<JsonObject, JsonObject>> WrongProofs => new()
    {
        { "another type", "type (typ)", (header, _) => header["typ"] = "JWT" },
        { "no type", "type (typ)", (header, _) => header.Remove("typ") },
        { "no key", "public EC or RSA key (jwk)", (header, _) => header.Remove("jwk") },
        { "a key that is no object", "public EC or RSA key (jwk)", (header, _) => header["jwk"] = "key" },
        { "a symmetric key", "public EC or RSA key (jwk)", (header, _) => header["jwk"] = JsonNode.Parse("""{"kty":"oct","k":"AAAA"}""") },
        { "half a key", "public EC or RSA key (jwk)", (header, _) => header["jwk"]!.AsObject().Remove("y") },
        { "a private key", "contains a private key", (header, _) => header["jwk"]!["d"] = "AQAB" },
        { "a part of a private RSA key", "contains a private key", (header, _) => header["jwk"]!["dp"] = "AQAB" },
        { "a key for encryption", "does not fit its algorithm", (header, _) => header["jwk"]!["use"] = "enc" },
        { "a key for another algorithm", "does not fit its algorithm", (header, _) => header["jwk"]!["alg"] = "ES384" },
        { "a critical extension", "not a signed JWT", (header, _) => header["crit"] = new JsonArray("b64") },
        { "no signature", "algorithm that this server does not accept", (header, _) => header["alg"] = "none" },
        { "a symmetric algorithm", "algorithm that this server does not accept", (header, _) => header["alg"] = "HS256" },
        { "an algorithm of another kind of key", "does not fit its algorithm", (header, _) => header["alg"] = "RS256" },
        { "an algorithm of another curve", "does not fit its algorithm", (header, _) => header["alg"] = "ES384" },
        { "no identifier", "claims jti, htm, htu, iat and ath", (_, claims) => claims.Remove("jti") },
        { "an empty identifier", "claims jti, htm, htu, iat and ath", (_, claims) => claims["jti"] = "" },
        { "no method", "claims jti, htm, htu, iat and ath", (_, claims) => claims.Remove("htm") },
        { "no URL", "claims jti, htm, htu, iat and ath", (_, claims) => claims.Remove("htu") },
        { "no time", "claims jti, htm, htu, iat and ath", (_, claims) => claims.Remove("iat") },
        { "a time that is a text", "claims jti, htm, htu, iat and ath", (_, claims) => claims["iat"] = "1764000000" },
        { "no hash of the token", "claims jti, htm, htu, iat and ath", (_, claims) => claims.Remove("ath") },
        { "another method", "HTTP method (htm)", (_, claims) => claims["htm"] = "GET" },
        { "the method in lower case", "HTTP method (htm)", (_, claims) => claims["htm"] = "post" },
        { "the hash of another token", "another access token (ath)", (_, claims) => claims["ath"] = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" },
        { "half a character", "not a signed JWT", (header, _) => header["typ"] = "\\ud800" },
    };

    [Theory]
    [MemberData(nameof(WrongProofs), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_proof_is_refused_and_the_answer_says_what_is_wrong(string what, string told, Action<JsonObject, JsonObject> change)
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        // A text that the writer would not write: an escape of half a character.
        var proof = what == "half a character"
            ? key.Sign("""{"typ":"\ud800","alg":"ES256","jwk":{}}""", "{}")
            : Prove(server, key, issued.Value, change);
        using var response = await server.ListProvenAsync(issued.Value, proof);

        ShouldBeInvalid(response, told, what);
        (await server.StatusAsync(null)).Should().Be(HttpStatusCode.Unauthorized, "the server goes on");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    [InlineData("e30.e30.AA")]
    [InlineData("e30.e30.AA.AA.AA")]
    public async Task What_is_no_JWT_is_no_proof(string proof)
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var response = await server.ListProvenAsync(issued.Value, proof);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.ChallengeOf("DPoP").Should().Contain("error=\"invalid_dpop_proof\"");
    }

    [Fact]
    public async Task A_request_without_a_proof_or_with_several_is_refused()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);
        var (one, another) = (server.Prove(key, issued.Value), server.Prove(key, issued.Value));

        using var none = await server.ListProvenAsync(issued.Value);
        // The client joins them with a comma.
        using var two = await server.ListProvenAsync(issued.Value, one, another);
        var lines = await RawSocket.SendAsync(
            server.Http.BaseAddress!,
            $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\nAuthorization: DPoP {issued.Value}\r\nDPoP: {one}\r\nDPoP: {another}\r\n\r\n{{}}");
        using var first = await server.ListProvenAsync(issued.Value, one);

        ShouldBeInvalid(none, "has no DPoP proof");
        ShouldBeInvalid(two, "more than one header DPoP");
        lines.Should().StartWith("HTTP/1.1 401").And.Contain("more than one header DPoP");
        first.StatusCode.Should().Be(HttpStatusCode.OK, "a refused request uses up no proof");
    }

    [Fact]
    public async Task A_proof_of_another_key_is_refused_and_so_is_a_signature_of_another_key()
    {
        using var key = ProofKey.Create();
        using var thief = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var other = await server.ListProvenAsync(issued.Value, server.Prove(thief, issued.Value));
        using var pretended = await server.ListProvenAsync(issued.Value, Prove(server, thief, issued.Value, (header, _) => header["jwk"] = key.Jwk.DeepClone()));

        ShouldBeInvalid(other, "another key than the one that the access token is bound to");
        ShouldBeInvalid(pretended, "signature of the DPoP proof is invalid");
    }

    [Fact]
    public async Task A_key_that_is_too_small_is_refused()
    {
        using var key = ProofKey.Create("RS256", rsaBits: 1024);
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var response = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));

        ShouldBeInvalid(response, "too small");
    }

    [Fact]
    public async Task The_settings_select_the_algorithms()
    {
        using var rsa = ProofKey.Create("RS256");
        using var curve = ProofKey.Create("ES256");
        await using var server = await StartAsync(("McpAuth:Dpop:Algorithms", "ES256, ES384"));
        var (ofRsa, ofCurve) = (await server.IssueBoundAsync(rsa), await server.IssueBoundAsync(curve));

        using var refused = await server.ListProvenAsync(ofRsa.Value, server.Prove(rsa, ofRsa.Value));
        using var accepted = await server.ListProvenAsync(ofCurve.Value, server.Prove(curve, ofCurve.Value));

        ShouldBeInvalid(refused, "algorithm that this server does not accept");
        refused.ChallengeOf("DPoP").Should().Contain("algs=\"ES256 ES384\"");
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(-60, HttpStatusCode.OK, "")]
    [InlineData(-61, HttpStatusCode.Unauthorized, "too old (iat)")]
    [InlineData(30, HttpStatusCode.OK, "")]
    [InlineData(31, HttpStatusCode.Unauthorized, "in the future (iat)")]
    public async Task A_proof_is_good_for_a_minute_and_its_clock_may_be_ahead_a_little(int seconds, HttpStatusCode expected, string told)
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var response = await server.ListProvenAsync(issued.Value, key.Prove("POST", server.UrlOf("/mcp"), issued.Value, _time.GetUtcNow().AddSeconds(seconds)));

        response.StatusCode.Should().Be(expected);
        response.ChallengeOf("DPoP").Contains(told, StringComparison.Ordinal).Should().BeTrue();
    }

    [Fact]
    public async Task A_refusal_names_no_secret_and_is_an_event_of_the_token()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);
        var proof = Prove(server, key, issued.Value, (_, claims) => claims["htm"] = "GET");

        using var response = await server.ListProvenAsync(issued.Value, proof);

        await server.Log.SaysAsync("refused", "401 invalid_dpop_proof", issued.Token.Id);
        server.Log.Text.Should().NotContain(issued.Value).And.NotContain(proof);
    }

    private static void ShouldBeInvalid(HttpResponseMessage response, string told, string because = "")
    {
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, because);
        response.ChallengeOf("DPoP").Should().Contain("error=\"invalid_dpop_proof\"", because).And.Contain(told, because);
        response.ChallengeOf("Bearer").Should().NotContain("error", because);
    }

    private string Prove(McpTestServer server, ProofKey key, string token, Action<JsonObject, JsonObject> change) =>
        key.Prove("POST", server.UrlOf("/mcp"), token, _time.GetUtcNow(), change);

    private Task<McpTestServer> StartAsync(params (string Key, string? Value)[] settings) => new McpTestServerOptions { Time = _time }.Set("", settings).StartAsync();
}
