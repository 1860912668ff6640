using System.Net;
using System.Net.Http.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Testing.Tests;

/// <summary>The issuer, in front of a server that trusts it.</summary>
public sealed class FakeIssuerTests : IAsyncLifetime
{
    private const string Audience = "https://mcp.example.com";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private FakeIssuer _issuer = null!;

    public async ValueTask InitializeAsync() => _issuer = await FakeIssuer.StartAsync(_time, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _issuer.DisposeAsync();

    [Theory]
    [InlineData("Authority")]
    [InlineData("JwksUri")]
    public async Task Its_tokens_are_accepted_with_their_subject_and_scopes(string source)
    {
        await using var server = await StartAsync(source);

        using var response = await CallAsync(server, "read_tasks", new() { Audience = Audience, Scopes = ["execute:mcp", "read:tasks"] });
        using var narrow = await CallAsync(server, "write_tasks", new() { Audience = Audience, Scopes = ["execute:mcp", "read:tasks"] });
        using var named = await CallAsync(server, "whoami", new() { Audience = Audience, Subject = "bob", Scopes = ["execute:mcp"] });

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        narrow.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await named.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("bob");
    }

    [Fact]
    public async Task A_token_that_has_expired_or_is_for_another_server_is_refused()
    {
        await using var server = await StartAsync();

        using var expired = await CallAsync(server, "whoami", new() { Audience = Audience, Scopes = ["execute:mcp"], Lifetime = TimeSpan.FromMinutes(-10) });
        using var other = await CallAsync(server, "whoami", new() { Audience = "https://other.example.com", Scopes = ["execute:mcp"] });

        expired.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        other.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Further_claims_replace_those_of_the_same_name()
    {
        await using var server = await StartAsync();

        using var response = await CallAsync(server, "whoami", new()
        {
            Audience = Audience,
            Scopes = ["execute:mcp"],
            Claims = new Dictionary<string, object> { ["sub"] = "carol" },
        });

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("carol");
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_an_outage_to_servers_that_do_not_know_its_keys()
    {
        await using var server = await StartAsync();
        _issuer.IsAvailable = false;

        using var response = await CallAsync(server, "whoami", new() { Audience = Audience, Scopes = ["execute:mcp"] });

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Tokens_of_a_replaced_key_are_refused_and_those_of_the_new_key_accepted()
    {
        await using var server = await StartAsync();
        var former = _issuer.IssueToken(new() { Audience = Audience, Scopes = ["execute:mcp"] });
        using var before = await SendAsync(server, "whoami", former);

        _issuer.ReplaceKey();
        _time.Advance(TimeSpan.FromMinutes(6));
        using var after = await SendAsync(server, "whoami", former);
        using var renewed = await CallAsync(server, "whoami", new() { Audience = Audience, Scopes = ["execute:mcp"] });

        before.StatusCode.Should().Be(HttpStatusCode.OK);
        after.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        renewed.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private Task<McpTestServer> StartAsync(string source = "Authority") => McpTestServer.StartAsync(options =>
    {
        options.Time = _time;
        options.Set(
            "McpAuth:Jwt:TrustedIssuers:0:",
            ("Issuer", _issuer.Authority),
            (source, source == "Authority" ? _issuer.Authority : _issuer.JwksUri),
            ("Audiences:0", Audience));
    });

    private Task<HttpResponseMessage> CallAsync(McpTestServer server, string tool, FakeIssuerToken token) => SendAsync(server, tool, _issuer.IssueToken(token));

    private static async Task<HttpResponseMessage> SendAsync(McpTestServer server, string tool, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = tool, arguments = new { } } }),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
