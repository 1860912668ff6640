using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using Dhafnck.McpAuth.Tests.Providers;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Tests.Bearer.Proofs;

/// <summary>Tokens of other issuers that are bound to a key (<c>cnf.jkt</c>, RFC 9449 §6.1).</summary>
public sealed class ProofIssuerTests
{
    private const string Key = "the partner's key, of more than thirty-two bytes";

    [Fact]
    public async Task A_bound_token_of_a_trusted_issuer_is_accepted_with_a_proof_only()
    {
        using var key = ProofKey.Create("RS256");
        using var other = ProofKey.Create("RS256");
        await using var server = await StartAsync();
        var token = Token($$"""{"jkt":"{{key.Thumbprint}}"}""");

        using var proven = await server.ListProvenAsync(token, server.Prove(key, token));
        using var again = await server.ListProvenAsync(token, server.Prove(key, token));
        using var bearer = await server.ListToolsAsync(token);
        using var foreign = await server.ListProvenAsync(token, server.Prove(other, token));

        proven.StatusCode.Should().Be(HttpStatusCode.OK);
        again.StatusCode.Should().Be(HttpStatusCode.OK, "it is accepted from the cache as well");
        bearer.ChallengeOf("Bearer").Should().Contain("error=\"invalid_token\"").And.Contain("bound to a key");
        foreign.ChallengeOf("DPoP").Should().Contain("error=\"invalid_dpop_proof\"");
    }

    [Theory]
    [InlineData("""{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}""")]
    [InlineData("""{"jkt":"short"}""")]
    [InlineData("""{"jkt":["0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"]}""")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    public async Task A_token_that_is_bound_to_anything_else_is_refused(string confirmation)
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var token = Token(confirmation);

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        using var proven = await server.ListProvenAsync(token, server.Prove(key, token));
        proven.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        await server.Log.SaysAsync("bound to something that this server cannot check");
    }

    [Fact]
    public async Task A_token_without_the_claim_is_a_bearer_token()
    {
        await using var server = await StartAsync();

        (await server.StatusAsync(Token("null"))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public void A_provider_that_does_not_ask_for_the_key_of_a_token_refuses_a_bound_one()
    {
        using var key = ProofKey.Create();
        using var claims = JsonDocument.Parse($$$"""{"aud":"mcp-server","cnf":{"jkt":"{{{key.Thumbprint}}}"}}""");
        var reader = new IssuerClaimReader(new TrustedIssuer { Issuer = "partner", Audiences = { "mcp-server" } });

        reader.FindMismatch(claims.RootElement).Should().Contain("bound to a key");
        reader.FindMismatch(claims.RootElement, out var thumbprint).Should().BeNull();
        thumbprint.Should().Be(key.Thumbprint);
    }

    private static string Token(string confirmation) => RawJwt.Hs256(
        Key,
        """{"alg":"HS256","typ":"at+jwt"}""",
        $$"""{"iss":"partner","aud":"mcp-server","sub":"ada","scope":"execute:mcp","cnf":{{confirmation}},"exp":{{TimeProvider.System.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds()}}}""");

    private static Task<McpTestServer> StartAsync() => new McpTestServerOptions()
        .Set("McpAuth:Jwt:TrustedIssuers:0:", ("Issuer", "partner"), ("Audiences", "mcp-server"), ("SecretKey", Key))
        .StartAsync();
}
