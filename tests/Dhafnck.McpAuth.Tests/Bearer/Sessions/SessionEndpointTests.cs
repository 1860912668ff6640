using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer.Sessions;

/// <summary>A session belongs to the endpoint that opened it, where what that endpoint requires was required, and to the user who did.</summary>
public sealed class SessionEndpointTests
{
    [Theory]
    [InlineData("/guarded", "/open")]
    [InlineData("/open", "/guarded")]
    [InlineData("/acme/mcp", "/other/mcp")]
    [InlineData("/group/one", "/group/two")]
    public async Task A_session_is_not_known_at_another_endpoint(string opened, string used)
    {
        await using var server = await Setup.StartAsync();
        var token = await TokenAsync(server);
        var session = await server.OpenSessionAsync(opened, token);

        foreach (var method in new[] { "POST", "GET", "DELETE" })
        {
            (await server.GoOnAsync(method, used, token, session)).Should().Be(HttpStatusCode.NotFound, "of {0}", method);
        }

        (await server.GoOnAsync("POST", opened, token, session)).Should().Be(HttpStatusCode.OK, "nobody ended it");
        (await server.GoOnAsync("GET", opened, token, session)).Should().Be(HttpStatusCode.OK);
        (await server.GoOnAsync("DELETE", opened, token, session)).Should().Be(HttpStatusCode.OK);
        (await server.GoOnAsync("POST", opened, token, session)).Should().Be(HttpStatusCode.NotFound, "it is over");
    }

    [Fact]
    public async Task A_session_is_not_known_at_the_endpoint_of_another_host()
    {
        await using var server = await Setup.StartAsync();
        var token = await TokenAsync(server);
        var session = await server.OpenSessionAsync("/hosts", token, "a.example");

        (await server.GoOnAsync("POST", "/hosts", token, session, "b.example")).Should().Be(HttpStatusCode.NotFound);
        (await server.GoOnAsync("POST", "/hosts", token, session, "a.example")).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/open/")]
    [InlineData("/OPEN")]
    [InlineData("/%6Fpen")]
    public async Task However_its_path_is_written_an_endpoint_knows_its_sessions(string path)
    {
        await using var server = await Setup.StartAsync();
        var token = await TokenAsync(server);
        var session = await server.OpenSessionAsync("/open", token);

        (await server.GoOnAsync("POST", path, token, session)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/guarded", "/open")]
    [InlineData("/open", "/guarded")]
    [InlineData("/acme/mcp", "/other/mcp")]
    public async Task A_legacy_session_is_not_known_at_another_endpoint(string opened, string used)
    {
        await using var server = await Setup.StartAsync();
        var token = await TokenAsync(server);
        using var stream = await OpenStream.GetAsync(server, $"{opened}/sse", token);
        var messages = await stream.ReadMessageAddressAsync();

        (await server.GoOnAsync("POST", messages.Replace(opened, used), token, null)).Should().Be(HttpStatusCode.NotFound);
        (await server.GoOnAsync("POST", messages, token, null)).Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_session_of_one_transport_is_none_of_the_other()
    {
        await using var server = await Setup.StartAsync();
        var token = await TokenAsync(server);
        var session = await server.OpenSessionAsync("/open", token);
        using var stream = await OpenStream.GetAsync(server, "/open/sse", token);
        var legacy = (await stream.ReadMessageAddressAsync()).Split("sessionId=")[1];

        (await server.GoOnAsync("POST", $"/open/message?sessionId={session}", token, null)).Should().Be(HttpStatusCode.NotFound);
        (await server.GoOnAsync("POST", "/open", token, legacy)).Should().Be(HttpStatusCode.NotFound);
        (await server.GoOnAsync("POST", $"/open/message?sessionId={legacy}", token, session)).Should().Be(HttpStatusCode.Accepted);
        (await server.GoOnAsync("POST", $"/open?sessionId={legacy}", token, session)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST", "/open")]
    [InlineData("GET", "/open")]
    [InlineData("DELETE", "/open")]
    [InlineData("POST", "/open/message?sessionId=nobody")]
    [InlineData("POST", "/open/message?sessionId=no&sessionId=body")]
    public async Task A_session_that_nobody_opened_is_not_found(string method, string path)
    {
        await using var server = await Setup.StartAsync();

        (await server.GoOnAsync(method, path, await TokenAsync(server), path == "/open" ? "nobody" : null)).Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_session_is_closed_to_other_users()
    {
        await using var server = await Setup.StartAsync();
        var (alice, bob) = (await TokenAsync(server), (await server.IssueAsync(["write:agents"], owner: "bob")).Value);
        var session = await server.OpenSessionAsync("/open", alice);
        using var stream = await OpenStream.GetAsync(server, "/open/sse", alice);
        var messages = await stream.ReadMessageAddressAsync();

        foreach (var method in new[] { "POST", "GET", "DELETE" })
        {
            (await server.GoOnAsync(method, "/open", bob, session)).Should().Be(HttpStatusCode.Forbidden, "of {0}", method);
        }

        (await server.GoOnAsync("POST", messages, bob, null)).Should().Be(HttpStatusCode.Forbidden);
        (await server.GoOnAsync("POST", "/open", await TokenAsync(server), session)).Should().Be(HttpStatusCode.OK, "another token of the same user goes on");
    }

    private static async Task<string> TokenAsync(McpTestServer server) => (await server.IssueAsync(["execute:mcp", "write:agents"])).Value;

    private static McpTestServerOptions Setup => new()
    {
        SessionMode = HttpServerSessionMode.Stateful,
        ServesLegacySse = true,
        Map = app =>
        {
            app.MapMcp("/guarded").WithMetadata(new RequiredScopeAttribute("write:agents")).RequireMcpAuth();
            app.MapMcp("/open").RequireMcpAuth();
            app.MapMcp("/{tenant}/mcp").RequireMcpAuth();
            app.MapMcp("/hosts").RequireHost("a.example").RequireMcpAuth();
            app.MapMcp("/hosts").RequireHost("b.example").RequireMcpAuth();
            var group = app.MapGroup("/group").RequireMcpAuth();
            group.MapMcp("/one").RequireAuthorization("signed-in");
            group.MapMcp("/two");
        },
    };
}
