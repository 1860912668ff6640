using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Bearer.Proofs;

/// <summary>Proofs with a nonce of the server (RFC 9449 §9).</summary>
public sealed class ProofNonceTests
{
    private readonly FakeTimeProvider _time = new(SampleTokens.Noon);
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly InMemoryTokenStore _store = new();

    [Fact]
    public async Task A_proof_without_a_nonce_gets_one_and_is_accepted_with_it()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var refused = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));
        var nonce = NonceOf(refused);
        using var accepted = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value, nonce: nonce));
        using var next = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value, nonce: nonce));

        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        refused.ChallengeOf("DPoP").Should().Contain("error=\"use_dpop_nonce\"");
        refused.ChallengeOf("Bearer").Should().NotContain("error");
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        next.StatusCode.Should().Be(HttpStatusCode.OK, "a nonce is good for several proofs");
        NonceOf(accepted).Should().BeNull("the nonce is good for a while");
    }

    [Fact]
    public async Task A_proof_that_was_refused_for_its_nonce_is_no_event()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var refused = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));

        await server.Log.SaysAsync("401 use_dpop_nonce");
        server.Log.Text.Should().NotContain("token.rejected");
    }

    [Fact]
    public async Task A_nonce_ends_and_its_client_has_a_new_one_before()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);
        using var refused = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));
        var nonce = NonceOf(refused);

        _time.Advance(TimeSpan.FromMinutes(3));
        using var aging = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value, nonce: nonce));
        _time.Advance(TimeSpan.FromMinutes(2));
        using var ended = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value, nonce: nonce));
        using var renewed = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value, nonce: NonceOf(aging)));

        aging.StatusCode.Should().Be(HttpStatusCode.OK);
        ended.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        ended.ChallengeOf("DPoP").Should().Contain("error=\"use_dpop_nonce\"");
        renewed.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("made-up")]
    [InlineData("not base64url!")]
    [InlineData("AAAA")]
    public async Task A_nonce_that_the_server_did_not_make_is_refused(string nonce)
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var response = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value, nonce: nonce));

        response.ChallengeOf("DPoP").Should().Contain("error=\"use_dpop_nonce\"");
        NonceOf(response).Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task Instances_with_the_same_keys_accept_each_others_nonces_and_others_do_not()
    {
        using var key = ProofKey.Create();
        await using var here = await StartAsync();
        await using var there = await StartAsync();
        await using var stranger = await StartAsync(new EphemeralDataProtectionProvider());
        var issued = await here.IssueBoundAsync(key);
        using var refused = await here.ListProvenAsync(issued.Value, here.Prove(key, issued.Value));
        var nonce = NonceOf(refused);

        using var elsewhere = await there.ListProvenAsync(issued.Value, there.Prove(key, issued.Value, nonce: nonce));
        using var unknown = await stranger.ListProvenAsync(issued.Value, stranger.Prove(key, issued.Value, nonce: nonce));

        elsewhere.StatusCode.Should().Be(HttpStatusCode.OK);
        unknown.ChallengeOf("DPoP").Should().Contain("error=\"use_dpop_nonce\"");
    }

    [Fact]
    public async Task A_client_that_begins_with_a_wrong_proof_gets_a_nonce_too()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);

        using var missing = await server.ListProvenAsync(issued.Value);
        using var nobody = await server.ListToolsAsync(null);

        missing.ChallengeOf("DPoP").Should().Contain("error=\"invalid_dpop_proof\"");
        NonceOf(missing).Should().NotBeNullOrEmpty();
        NonceOf(nobody).Should().BeNull("nothing is advertised");
    }

    private static string? NonceOf(HttpResponseMessage response) => response.Headers.TryGetValues("DPoP-Nonce", out var values) ? values.Single() : null;

    private Task<McpTestServer> StartAsync(IDataProtectionProvider? keys = null) => new McpTestServerOptions
    {
        Time = _time,
        Store = _store,
        Services = services => services.AddSingleton(keys ?? _keys),
    }.Set("", ("McpAuth:Dpop:RequireNonce", "true")).StartAsync();
}
