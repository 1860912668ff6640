using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Telemetry;

/// <summary>Each request is counted once, by what became of it.</summary>
public sealed class RequestMetricTests
{
    private const string Requests = "mcp_auth.requests";
    private const string Outcome = "mcp_auth.outcome";
    private const string Reason = "mcp_auth.reason";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();

    [Fact]
    public async Task A_request_that_is_let_in_is_counted_with_the_provider_and_the_time_of_its_authentication()
    {
        await using var server = await StartAsync();
        using var metrics = CollectedMetrics.Of(server);

        await SendAsync(server, (await server.IssueAsync()).Value, HttpStatusCode.OK);

        await metrics.SumsToAsync(1, Requests);
        metrics.Of(Requests, (Outcome, "succeeded"), ("mcp_auth.provider", "jwt")).Should().ContainSingle().Which.Tags.Should().NotContainKey(Reason);
        metrics.Of("mcp_auth.authentication.duration", (Outcome, "succeeded"), ("mcp_auth.provider", "jwt")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_token_without_a_record_is_counted_too()
    {
        await using var server = await StartAsync(options => (options.Settings["MCP_AUTH_TYPE"], options.Settings["MCP_BEARER_TOKEN"]) = ("env", "a-token-of-the-environment"));
        using var metrics = CollectedMetrics.Of(server);

        await SendAsync(server, "a-token-of-the-environment", HttpStatusCode.OK);
        await SendAsync(server, "another", HttpStatusCode.Unauthorized);

        await metrics.SumsToAsync(1, Requests, (Outcome, "succeeded"), ("mcp_auth.provider", "env"));
        await metrics.SumsToAsync(1, Requests, (Outcome, "unauthenticated"), ("mcp_auth.provider", "env"));
    }

    [Fact]
    public async Task A_request_that_the_endpoint_cannot_answer_is_counted_as_failed()
    {
        await using var server = await StartAsync();
        using var metrics = CollectedMetrics.Of(server);
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, (await server.IssueAsync()).Value);
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd("text/plain");

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.NotAcceptable);
        await metrics.SumsToAsync(1, Requests);
        metrics.Sum(Requests, (Outcome, "failed")).Should().Be(1);
    }

    [Fact]
    public async Task A_mistake_that_the_SDK_finds_is_counted_as_failed()
    {
        await using var server = await StartAsync(options => options.SessionMode = HttpServerSessionMode.Stateful);
        using var metrics = CollectedMetrics.Of(server);

        await SendAsync(server, (await server.IssueAsync()).Value, HttpStatusCode.BadRequest);

        await metrics.SumsToAsync(1, Requests, (Outcome, "failed"));
    }

    [Fact]
    public async Task A_request_that_fails_on_the_server_is_counted_as_unavailable()
    {
        await using var server = await StartAsync(options => options.Services = services => services.AddSingleton<IClaimsTransformation, FailingTransformation>());
        using var metrics = CollectedMetrics.Of(server);

        using var response = await server.ListToolsAsync((await server.IssueAsync()).Value);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("The request could not be processed.");
        await metrics.SumsToAsync(1, Requests, (Outcome, "unavailable"), (Reason, "exception"));
    }

    [Fact]
    public async Task A_request_whose_client_goes_away_is_counted_as_aborted()
    {
        await using var server = await StartAsync();
        using var metrics = CollectedMetrics.Of(server);

        // A TcpClient would end its half of the connection before it resets it: to the server, that is an incomplete request.
        using (var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new(true, 0) })
        {
            await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
            var request = $"POST /mcp HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {(await server.IssueAsync(["execute:mcp"])).Value}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n";
            await client.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);

            // The server asks for the body when it begins to read it.
            (await client.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken)).Should().BePositive();
        }

        await metrics.SumsToAsync(1, Requests, (Outcome, "aborted"), (Reason, "client_gone"));
    }

    [Theory]
    [InlineData("no_token", "unauthenticated")]
    [InlineData("malformed", "unauthenticated")]
    [InlineData("not_genuine", "unauthenticated")]
    [InlineData("not_found", "unauthenticated")]
    [InlineData("expired", "unauthenticated")]
    [InlineData("revoked", "unauthenticated")]
    [InlineData("replaced", "unauthenticated")]
    [InlineData("insufficient_scope", "forbidden")]
    [InlineData("foreign_origin", "forbidden")]
    [InlineData("over_limit", "limited")]
    [InlineData("unavailable", "unavailable")]
    [InlineData("unreadable_message", "invalid")]
    [InlineData("unsupported_media_type", "invalid")]
    public async Task A_refused_request_is_counted_once_with_the_reason(string reason, string outcome)
    {
        await using var server = await StartAsync();
        using var request = await RefusedAsync(server, reason);
        using var metrics = CollectedMetrics.Of(server);

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.IsSuccessStatusCode.Should().BeFalse();
        await metrics.SumsToAsync(1, Requests, (Outcome, outcome), (Reason, reason), ("mcp_auth.provider", "jwt"));
        metrics.Sum(Requests).Should().Be(1);
    }

    [Fact]
    public async Task A_discovery_request_without_a_token_is_counted_as_answered()
    {
        await using var server = await StartAsync(options => options.Settings["McpAuth:Scopes:AnonymousDiscovery"] = "true");
        using var metrics = CollectedMetrics.Of(server);

        await SendAsync(server, null, HttpStatusCode.OK);

        await metrics.SumsToAsync(1, Requests, (Outcome, "succeeded"));
    }

    [Fact]
    public async Task The_permits_of_a_limit_are_counted()
    {
        await using var server = await StartAsync();
        using var metrics = CollectedMetrics.Of(server);
        var token = (await server.IssueAsync(rateLimit: 2)).Value;

        await SendAsync(server, token, HttpStatusCode.OK);
        await SendAsync(server, token, HttpStatusCode.OK);
        await SendAsync(server, token, HttpStatusCode.TooManyRequests);

        metrics.Sum("mcp_auth.rate_limit.permits", ("mcp_auth.rate_limit.result", "acquired")).Should().Be(2);
        metrics.Sum("mcp_auth.rate_limit.permits", ("mcp_auth.rate_limit.result", "refused")).Should().Be(1);
    }

    private sealed class FailingTransformation : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) => throw new InvalidOperationException("what only the inside knows");
    }

    private Task<McpTestServer> StartAsync(Action<McpTestServerOptions>? more = null) =>
        McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.Builder = builder => builder.Services.AddSingleton<ITokenStore>(_store);
            more?.Invoke(options);
        });

    private static async Task SendAsync(McpTestServer server, string? token, HttpStatusCode expected)
    {
        using var response = await server.ListToolsAsync(token);
        response.StatusCode.Should().Be(expected);
    }

    private async Task<HttpRequestMessage> RefusedAsync(McpTestServer server, string reason)
    {
        var issued = await server.IssueAsync(reason == "insufficient_scope" ? ["read:tasks"] : null, days: reason == "expired" ? 1 : 30, rateLimit: reason == "over_limit" ? 1 : 1000);
        var path = $"/api/v2/tokens/{issued.Token.Id}";
        switch (reason)
        {
            case "no_token":
                return RawHttp.Post("/mcp", RawHttp.ToolsList);
            case "malformed":
                return RawHttp.Post("/mcp", RawHttp.ToolsList, "two words");
            case "not_genuine":
                return RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value[..^3] + "AAA");
            case "not_found":
                _store.Restore(new InMemoryTokenStore());
                break;
            case "expired":
                _time.Advance(TimeSpan.FromHours(25));
                break;
            case "revoked":
                (await server.SendAsUserAsync(HttpMethod.Delete, path)).Dispose();
                break;
            case "replaced":
                (await server.SendAsUserAsync(HttpMethod.Post, path + "/rotate")).Dispose();
                break;
            case "insufficient_scope":
                return RawHttp.Post("/mcp", """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"write_tasks","arguments":{}},"id":1}""", issued.Value);
            case "foreign_origin":
                var foreign = RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
                foreign.Headers.Add("Origin", "https://evil.example");
                return foreign;
            case "over_limit":
                await SendAsync(server, issued.Value, HttpStatusCode.OK);
                break;
            case "unavailable":
                _store.IsCutOff = true;
                break;
            case "unreadable_message":
                return RawHttp.Post("/mcp", """{"jsonrpc":"2.0","method":"tools/list","method":"tools/call","id":1}""", (await server.IssueAsync(["execute:mcp"])).Value);
            case "unsupported_media_type":
                var text = RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
                text.Content!.Headers.ContentType = new("text/plain");
                return text;
        }

        return RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
    }
}
