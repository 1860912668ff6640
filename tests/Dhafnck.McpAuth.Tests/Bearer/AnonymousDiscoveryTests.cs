using System.Net;
using Dhafnck.McpAuth.Testing.Hosting;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A server that tells everyone what it has, and asks for a token when something is to be done.</summary>
public sealed class AnonymousDiscoveryTests
{
    [Fact]
    public async Task A_client_without_a_token_connects_and_lists_everything_and_is_asked_for_one_when_it_calls()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(null);

        (await client.ListToolsAsync()).Should().HaveCount(4);
        (await client.ListPromptsAsync()).Should().HaveCount(2);
        (await client.ListResourcesAsync()).Should().HaveCount(2);
        (await client.ListResourceTemplatesAsync()).Should().ContainSingle();
        var call = async () => await client.CallToolAsync("whoami");
        (await call.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("tools/call", "\"name\":\"write_tasks\"", "scope=\"execute:mcp write:tasks\"")]
    [InlineData("prompts/get", "\"name\":\"open\"", "")]
    [InlineData("resources/read", "\"uri\":\"test://open\"", "")]
    [InlineData("resources/read", "\"uri\":\"test://context\"", "scope=\"read:context\"")]
    [InlineData("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"open\"},\"argument\":{\"name\":\"a\",\"value\":\"b\"}", "")]
    [InlineData("logging/setLevel", "\"level\":\"debug\"", "")]
    [InlineData("tasks/get", "\"taskId\":\"1\"", "")]
    public async Task Whatever_is_no_discovery_gets_401_with_the_scopes_it_needs(string method, string parameters, string scope)
    {
        await using var server = await StartAsync();

        using var response = await server.Http.SendAsync(RawHttp.Post("/mcp", Request(method, parameters)));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().StartWith("Bearer ").And.NotContain("error");
        if (scope.StartsWith("scope"))
        {
            response.Challenge().Should().EndWith(scope);
        }
    }

    [Fact]
    public async Task A_bad_token_is_refused_even_for_discovery()
    {
        await using var server = await StartAsync();

        using var response = await server.ListToolsAsync("bad");

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Contain("invalid_token");
    }

    [Fact]
    public async Task With_a_token_everything_is_as_ever()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync((await server.IssueAsync(["execute:mcp"])).Value);

        (await client.CallToolAsync("whoami")).IsError.Should().NotBe(true);
    }

    [Fact]
    public async Task A_server_with_sessions_does_not_start_so()
    {
        var start = () => StartAsync(HttpServerSessionMode.Stateful);

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AnonymousDiscovery*stateless*");
    }

    private static Task<McpTestServer> StartAsync(HttpServerSessionMode mode = HttpServerSessionMode.Stateless) => McpTestServer.StartAsync(options =>
    {
        options.Settings["McpAuth:Scopes:AnonymousDiscovery"] = "true";
        options.SessionMode = mode;
    });

    private static string Request(string method, string parameters) => $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{{{parameters}}}}}";
}
