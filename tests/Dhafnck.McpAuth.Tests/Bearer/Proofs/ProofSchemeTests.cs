using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;

namespace Dhafnck.McpAuth.Tests.Bearer.Proofs;

/// <summary>Which scheme a token needs, and what clients are told of the schemes (RFC 9449 §7).</summary>
public sealed class ProofSchemeTests
{
    private const string AllAlgorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512";

    [Fact]
    public async Task A_bound_token_that_comes_as_a_bearer_token_is_refused_even_with_its_proof()
    {
        using var key = ProofKey.Create();
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueBoundAsync(key);
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
        request.Headers.Add("DPoP", server.Prove(key, issued.Value));

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.ChallengeOf("Bearer").Should().Contain("error=\"invalid_token\"").And.Contain("bound to a key");
        response.ChallengeOf("DPoP").Should().Be($"DPoP realm=\"mcp\", algs=\"{AllAlgorithms}\"");
        await server.Log.SaysAsync("401 invalid_token", issued.Token.Id);
    }

    [Fact]
    public async Task A_bound_token_in_a_header_of_its_own_is_refused()
    {
        using var key = ProofKey.Create();
        await using var server = await McpTestServer.StartAsync(options => options.Set("", ("MCP_TOKEN_HEADER", "X-API-Key")));
        var issued = await server.IssueBoundAsync(key);
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Headers.Add("X-API-Key", issued.Value);
        request.Headers.Add("DPoP", server.Prove(key, issued.Value));

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_bearer_token_behind_the_scheme_DPoP_is_refused_with_and_without_a_proof()
    {
        using var key = ProofKey.Create();
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync();

        using var without = await server.ListProvenAsync(issued.Value);
        using var with = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));

        foreach (var response in new[] { without, with })
        {
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            response.ChallengeOf("DPoP").Should().Contain("error=\"invalid_token\"").And.Contain("not bound to a key");
            response.ChallengeOf("Bearer").Should().Be("Bearer realm=\"mcp\"");
        }
    }

    [Fact]
    public async Task A_fixed_token_is_no_bound_token()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Set("", ("MCP_AUTH_TYPE", "jwt,env"), ("MCP_BEARER_TOKEN", "a-fixed-token")));

        using var bound = await server.ListProvenAsync("a-fixed-token");
        using var bearer = await server.ListToolsAsync("a-fixed-token");

        bound.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        bearer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_bearer_token_is_accepted_whatever_the_header_of_proofs_contains()
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
        request.Headers.Add("DPoP", "not a proof");

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_invalid_token_behind_the_scheme_DPoP_gets_its_error_there()
    {
        using var key = ProofKey.Create();
        await using var server = await McpTestServer.StartAsync();

        using var response = await server.ListProvenAsync("made-up", server.Prove(key, "made-up"));

        response.ChallengeOf("DPoP").Should().Contain("error=\"invalid_token\"");
        response.ChallengeOf("Bearer").Should().Be("Bearer realm=\"mcp\"");
    }

    [Fact]
    public async Task A_bound_token_that_lacks_a_scope_gets_the_error_in_the_challenge_of_its_scheme()
    {
        using var key = ProofKey.Create();
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueBoundAsync(key, "execute:mcp");
        using var request = RawHttp.Post("/mcp", RawHttp.Message("tools/call", "\"name\":\"read_tasks\",\"arguments\":{}")).WithProofs(issued.Value, server.Prove(key, issued.Value));

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.ChallengeOf("DPoP").Should().Contain("error=\"insufficient_scope\"").And.Contain("scope=");
        response.ChallengeOf("Bearer").Should().Contain("scope=").And.NotContain("error");
    }

    [Fact]
    public async Task Without_the_setting_a_client_without_a_bound_token_sees_nothing_of_it()
    {
        await using var server = await ResourceServerAsync();

        using var response = await server.ListToolsAsync(null);
        var metadata = await MetadataAsync(server);

        response.Challenge().Should().StartWith("Bearer ");
        metadata.TryGetProperty("dpop_signing_alg_values_supported", out _).Should().BeFalse();
        metadata.TryGetProperty("dpop_bound_access_tokens_required", out _).Should().BeFalse();
    }

    [Fact]
    public async Task With_the_setting_each_challenge_and_the_metadata_name_the_algorithms()
    {
        await using var server = await ResourceServerAsync(("McpAuth:Dpop:Advertise", "true"), ("McpAuth:Dpop:Algorithms", "ES256"));

        using var none = await server.ListToolsAsync(null);
        using var invalid = await server.ListToolsAsync("made-up");
        var metadata = await MetadataAsync(server);

        none.ChallengeOf("Bearer").Should().Contain("resource_metadata=").And.NotContain("error");
        none.ChallengeOf("DPoP").Should().StartWith("DPoP realm=\"mcp\", algs=\"ES256\"").And.Contain("resource_metadata=").And.NotContain("error");
        none.Headers.GetValues("WWW-Authenticate").First().Should().StartWith("Bearer ", "many clients read the first challenge only");
        invalid.ChallengeOf("Bearer").Should().Contain("error=\"invalid_token\"");
        invalid.ChallengeOf("DPoP").Should().NotContain("error");
        metadata.GetProperty("dpop_signing_alg_values_supported").EnumerateArray().Select(item => item.GetString()).Should().Equal("ES256");
        metadata.TryGetProperty("dpop_bound_access_tokens_required", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Where_tokens_must_be_bound_a_bearer_token_is_refused_and_the_metadata_says_so()
    {
        using var key = ProofKey.Create();
        await using var server = await ResourceServerAsync(("McpAuth:Dpop:Required", "true"));
        var (bearer, bound) = (await server.IssueAsync(), await server.IssueBoundAsync(key));

        using var refused = await server.ListToolsAsync(bearer.Value);
        using var accepted = await server.ListProvenAsync(bound.Value, key.Prove("POST", "https://mcp.example.com/mcp", bound.Value, TimeProvider.System.GetUtcNow()));
        var metadata = await MetadataAsync(server);

        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        refused.ChallengeOf("Bearer").Should().Contain("error=\"invalid_token\"").And.Contain("accepts only tokens that are");
        refused.ChallengeOf("DPoP").Should().Contain($"algs=\"{AllAlgorithms}\"");
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        metadata.GetProperty("dpop_bound_access_tokens_required").GetBoolean().Should().BeTrue();
        metadata.GetProperty("dpop_signing_alg_values_supported").GetArrayLength().Should().Be(9);
    }

    private static Task<JsonElement> MetadataAsync(McpTestServer server) =>
        server.Http.GetFromJsonAsync<JsonElement>("/.well-known/oauth-protected-resource/mcp", TestContext.Current.CancellationToken);

    private static Task<McpTestServer> ResourceServerAsync(params (string Key, string? Value)[] settings) => new McpTestServerOptions()
        .Set("", ("MCP_PUBLIC_URL", "https://mcp.example.com"), ("MCP_AUTHORIZATION_SERVERS", "https://login.example.com"))
        .Set("", settings)
        .StartAsync();
}
