using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using Dhafnck.McpAuth.Tests.Bearer.Sessions;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer.Proofs;

/// <summary>In a session each request has a proof of its own, and a stream stays open on the one that opened it.</summary>
public sealed class ProofSessionTests
{
    [Fact]
    public async Task Each_request_of_a_session_needs_a_proof()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);
        var session = await OpenAsync(server, key, issued.Value);

        using var proven = await SendAsync(server, HttpMethod.Post, issued.Value, session, Prove(server, key, "POST", issued.Value));
        using var unproven = await SendAsync(server, HttpMethod.Post, issued.Value, session);
        using var ended = await SendAsync(server, HttpMethod.Delete, issued.Value, session, Prove(server, key, "DELETE", issued.Value));

        proven.StatusCode.Should().Be(HttpStatusCode.OK);
        unproven.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        ended.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stream_outlives_its_proof_and_a_change_of_its_token_and_ends_with_a_revocation()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync();
        var issued = await server.IssueBoundAsync(key);
        var session = await OpenAsync(server, key, issued.Value);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mcp").WithProofs(issued.Value, Prove(server, key, "GET", issued.Value));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var stream = await OpenStream.SendAsync(server, request, session);
        var tokens = server.Services.GetRequiredService<ApiTokenService>();

        // A change has the open stream judged again. Its proof is used up by then.
        var known = server.Log.Count;
        await tokens.UpdateAsync("alice", issued.Token.Id, new() { Name = "renamed" }, cancellationToken: TestContext.Current.CancellationToken);
        await Eventually.IsSoAsync(() => server.Log.After(known).Any(message => message.Contains($"accepted {issued.Token.Id}", StringComparison.Ordinal)));
        stream.IsOpen.Should().BeTrue();

        await tokens.RevokeAsync("alice", issued.Token.Id, cancellationToken: TestContext.Current.CancellationToken);
        await stream.EndsAsync();
        await server.Log.SaysAsync($"ended an open request or call of {issued.Token.Id}: The access token was revoked.");
    }

    private static async Task<string> OpenAsync(McpTestServer server, ProofKey key, string token)
    {
        using var request = RawHttp.Post("/mcp", RawSession.Initialize).WithProofs(token, Prove(server, key, "POST", token));
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static async Task<HttpResponseMessage> SendAsync(McpTestServer server, HttpMethod method, string token, string session, params string[] proofs)
    {
        using var request = RawHttp.Post("/mcp", RawSession.Ping).WithProofs(token, proofs);
        request.Method = method;
        request.Content = method == HttpMethod.Post ? request.Content : null;
        request.Headers.Add("Mcp-Session-Id", session);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Prove(McpTestServer server, ProofKey key, string method, string token) =>
        key.Prove(method, server.UrlOf("/mcp"), token, TimeProvider.System.GetUtcNow());

    private static Task<McpTestServer> StartAsync() => new McpTestServerOptions { SessionMode = HttpServerSessionMode.Stateful }.StartAsync();
}
