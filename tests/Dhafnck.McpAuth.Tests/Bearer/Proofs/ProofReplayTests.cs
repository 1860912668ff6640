using System.Net;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using Dhafnck.McpAuth.Tests.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Bearer.Proofs;

/// <summary>A proof is good for one request (RFC 9449 §11.1).</summary>
public sealed class ProofReplayTests
{
    private readonly FakeTimeProvider _time = new(SampleTokens.Noon);

    [Fact]
    public async Task A_proof_that_comes_again_is_refused_for_as_long_as_it_could_be_accepted()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);
        var proof = key.Prove("POST", server.UrlOf("/mcp"), issued.Value, _time.GetUtcNow().AddSeconds(30));

        using var first = await server.ListProvenAsync(issued.Value, proof);
        first.StatusCode.Should().Be(HttpStatusCode.OK);
        for (var second = 0; second <= 90; second += 10)
        {
            using var again = await server.ListProvenAsync(issued.Value, proof);
            again.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            again.ChallengeOf("DPoP").Should().Contain("used before (jti)", "of second {0}", second);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        using var late = await server.ListProvenAsync(issued.Value, proof);
        late.ChallengeOf("DPoP").Should().Contain("too old (iat)");
    }

    [Fact]
    public async Task Of_parallel_requests_with_one_proof_one_is_accepted()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);
        var proof = server.Prove(key, issued.Value);

        var responses = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => server.ListProvenAsync(issued.Value, proof)));

        responses.Count(response => response.StatusCode == HttpStatusCode.OK).Should().Be(1);
        responses.Count(response => response.StatusCode == HttpStatusCode.Unauthorized).Should().Be(31);
    }

    [Fact]
    public async Task A_request_that_is_authenticated_twice_uses_its_proof_once()
    {
        using var key = ProofKey.Create();
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.Builder = builder => builder.Services.AddAuthorizationBuilder().AddPolicy("either", policy => policy
                .AddAuthenticationSchemes(UserHeaderHandler.Scheme, McpBearerDefaults.AuthenticationScheme)
                .RequireAuthenticatedUser());
            options.Map = app => app.MapMcpTokens().RequireAuthorization("either");
        });
        var issued = await server.IssueBoundAsync(key);
        var proof = server.Prove(key, issued.Value, "/api/v2/tokens/validate");

        using var first = await ValidateAsync(server, issued.Value, proof);
        using var again = await ValidateAsync(server, issued.Value, proof);

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        again.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Two_keys_may_use_the_same_identifier()
    {
        using var one = ProofKey.Create();
        using var other = ProofKey.Create("RS256");
        await using var server = await StartAsync();
        var (ofOne, ofOther) = (await server.IssueBoundAsync(one), await server.IssueBoundAsync(other));

        using var first = await server.ListProvenAsync(ofOne.Value, Named(server, one, ofOne.Value, "1"));
        using var second = await server.ListProvenAsync(ofOther.Value, Named(server, other, ofOther.Value, "1"));
        using var crossed = await server.ListProvenAsync(ofOne.Value, Named(server, other, ofOne.Value, "2"));

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        second.StatusCode.Should().Be(HttpStatusCode.OK);
        crossed.ChallengeOf("DPoP").Should().Contain("another key");
    }

    [Fact]
    public async Task A_key_that_fills_its_part_of_the_memory_has_to_wait_and_no_other_key_has()
    {
        using var busy = ProofKey.Create();
        using var other = ProofKey.Create();
        await using var server = await StartAsync(("McpAuth:Dpop:MaximumProofs", "1000"));
        var (ofBusy, ofOther) = (await server.IssueBoundAsync(busy), await server.IssueBoundAsync(other));
        for (var number = 0; number < 100; number++)
        {
            using var accepted = await server.ListProvenAsync(ofBusy.Value, server.Prove(busy, ofBusy.Value));
            accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        using var refused = await server.ListProvenAsync(ofBusy.Value, server.Prove(busy, ofBusy.Value));
        using var ofTheOther = await server.ListProvenAsync(ofOther.Value, server.Prove(other, ofOther.Value));
        _time.Advance(TimeSpan.FromMinutes(5));
        using var later = await server.ListProvenAsync(ofBusy.Value, server.Prove(busy, ofBusy.Value));

        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.Should().NotBeNull();
        ofTheOther.StatusCode.Should().Be(HttpStatusCode.OK);
        later.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_clock_that_is_ahead_for_a_moment_makes_no_proof_good_again()
    {
        var time = new SuspendableClock();
        using var key = ProofKey.Create();
        await using var server = await new McpTestServerOptions { Time = time }.StartAsync();
        var issued = await server.IssueBoundAsync(key);
        var proof = server.Prove(key, issued.Value);
        using var first = await server.ListProvenAsync(issued.Value, proof);

        time.Suspend(wall: TimeSpan.FromDays(7), timestamp: TimeSpan.Zero);
        using var ahead = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));
        time.Suspend(wall: -TimeSpan.FromDays(7), timestamp: TimeSpan.Zero);
        using var again = await server.ListProvenAsync(issued.Value, proof);

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        ahead.StatusCode.Should().Be(HttpStatusCode.OK);
        again.ChallengeOf("DPoP").Should().Contain("used before (jti)");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_no_proof_good_again()
    {
        var time = new SuspendableClock();
        using var key = ProofKey.Create();
        await using var server = await new McpTestServerOptions { Time = time }.StartAsync();
        var issued = await server.IssueBoundAsync(key);
        time.Suspend(TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(80));
        var proof = server.Prove(key, issued.Value);
        using var first = await server.ListProvenAsync(issued.Value, proof);

        time.Suspend(wall: -TimeSpan.FromSeconds(100), timestamp: TimeSpan.Zero);
        time.Suspend(TimeSpan.FromSeconds(110), TimeSpan.FromSeconds(110));
        using var again = await server.ListProvenAsync(issued.Value, proof);

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        again.ChallengeOf("DPoP").Should().Contain("used before (jti)");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_fill_the_memory_until_it_is_that_late_again()
    {
        var time = new SuspendableClock();
        using var key = ProofKey.Create();
        await using var server = await new McpTestServerOptions { Time = time }.Set("", ("McpAuth:Dpop:MaximumProofs", "1000")).StartAsync();
        var issued = await server.IssueBoundAsync(key);
        using var ahead = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));
        ahead.StatusCode.Should().Be(HttpStatusCode.OK);

        time.Suspend(wall: -TimeSpan.FromHours(3), timestamp: TimeSpan.Zero);

        for (var number = 0; number < 200; number++)
        {
            using var accepted = await server.ListProvenAsync(issued.Value, server.Prove(key, issued.Value));
            accepted.StatusCode.Should().Be(HttpStatusCode.OK, "of request {0}", number);
            time.Suspend(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));
        }
    }

    [Fact]
    public async Task Another_instance_does_not_know_the_proof()
    {
        using var key = ProofKey.Create();
        var store = new InMemoryTokenStore();
        (string, string?)[] settings = [("MCP_PUBLIC_URL", "https://mcp.example.com")];
        await using var here = await StartAsync(store, settings);
        await using var there = await StartAsync(store, settings);
        var issued = await here.IssueBoundAsync(key);
        var proof = key.Prove("POST", "https://mcp.example.com/mcp", issued.Value, _time.GetUtcNow());

        using var first = await here.ListProvenAsync(issued.Value, proof);
        using var elsewhere = await there.ListProvenAsync(issued.Value, proof);
        using var again = await there.ListProvenAsync(issued.Value, proof);

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        elsewhere.StatusCode.Should().Be(HttpStatusCode.OK, "each process remembers for itself, as the documentation says");
        again.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private string Named(McpTestServer server, ProofKey key, string token, string identifier) =>
        key.Prove("POST", server.UrlOf("/mcp"), token, _time.GetUtcNow(), (_, claims) => claims["jti"] = identifier);

    private Task<McpTestServer> StartAsync(params (string Key, string? Value)[] settings) => StartAsync(null, settings);

    private Task<McpTestServer> StartAsync(ITokenStore? store, (string Key, string? Value)[] settings) =>
        new McpTestServerOptions { Time = _time, Store = store }.Set("", settings).StartAsync();

    private static async Task<HttpResponseMessage> ValidateAsync(McpTestServer server, string token, string proof)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/tokens/validate").WithProofs(token, proof);
        return await server.Http.SendAsync(request);
    }
}
