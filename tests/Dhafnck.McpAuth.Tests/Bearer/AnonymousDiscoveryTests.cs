using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A server that tells everyone what it has, and asks for a token when something is to be done.</summary>
public sealed class AnonymousDiscoveryTests
{
    [Fact]
    public async Task A_client_without_a_token_connects_and_lists_everything_and_is_asked_for_one_when_it_calls()
    {
        await using var server = await Setup().StartAsync();
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
        await using var server = await Setup().StartAsync();

        using var response = await server.PostAsync(RawHttp.Message(method, parameters));

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
        await using var server = await Setup().StartAsync();

        using var response = await server.ListToolsAsync("bad");

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Contain("invalid_token");
    }

    [Fact]
    public async Task A_request_that_is_not_JSON_gets_415()
    {
        await using var server = await Setup().StartAsync();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Content!.Headers.ContentType = new("text/plain");

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_discovery_that_fails_on_the_server_gets_503_that_says_nothing_of_why()
    {
        await using var server = await Setup(configure: (_, _) => throw new InvalidOperationException("what only the inside knows")).StartAsync();

        using var response = await server.ListToolsAsync(null);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).Should().Contain("The request could not be processed.").And.NotContain("inside");
    }

    [Fact]
    public async Task With_a_token_everything_is_as_ever()
    {
        await using var server = await Setup().StartAsync();
        await using var client = await server.ConnectAsync((await server.IssueAsync(["execute:mcp"])).Value);

        (await client.CallToolAsync("whoami")).IsError.Should().NotBe(true);
    }

    [Theory]
    [InlineData(64 * 1024, false, HttpStatusCode.OK)]
    [InlineData(64 * 1024, true, HttpStatusCode.OK)]
    [InlineData((64 * 1024) + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData((64 * 1024) + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(1_000_000, true, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Without_a_token_a_body_has_64_KB_at_most(int length, bool isChunked, HttpStatusCode status)
    {
        await using var server = await Setup().StartAsync();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList.PadRight(length));
        request.Headers.TransferEncodingChunked = isChunked;

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(status);
    }

    [Theory]
    [InlineData("Content-Length: 28000000\r\n\r\n{")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n")]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_there(string rest)
    {
        await using var server = await Setup().StartAsync();

        // The rest never comes: whoever waits for it waits for ever.
        var chunk = rest.StartsWith("Transfer") ? $"11170\r\n{new string(' ', 0x11170)}\r\n" : "";
        var status = await RawSocket.SendForStatusAsync(
            server.Http.BaseAddress!,
            $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n{rest}{chunk}");

        status.Should().StartWith("HTTP/1.1 413 ");
    }

    [Fact]
    public async Task With_a_token_a_body_may_be_as_large_as_the_server_allows()
    {
        await using var server = await Setup().StartAsync();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList.PadRight(1_000_000), (await server.IssueAsync()).Value);

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("write_tasks", "scope=\"execute:mcp write:tasks\"")]
    [InlineData("of_a_user", "scope=\"execute:mcp\"")]
    public async Task What_the_application_makes_for_a_user_leaves_a_request_of_nobody_a_401(string tool, string scope)
    {
        await using var server = await Setup(configure: (context, server) =>
        {
            var subject = context.User.FindFirst("sub")!.Value;
            server.ToolCollection!.Add(McpServerTool.Create(() => subject, new() { Name = "of_a_user", Metadata = [new RequiredScopeAttribute("write:agents")] }));
        }).StartAsync();

        using var response = await server.PostAsync(RawHttp.Message("tools/call", $"\"name\":\"{tool}\",\"arguments\":{{}}"));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().EndWith(scope);
        (await server.CallToolAsync((await server.IssueAsync(["execute:mcp", "write:agents"])).Value, "of_a_user")).Should().Contain("alice");
    }

    [Fact]
    public async Task What_the_application_makes_for_everyone_is_named_by_the_challenge()
    {
        await using var server = await Setup(configure: (_, server) =>
            server.ToolCollection!.Add(McpServerTool.Create(() => "", new() { Name = "of_a_request", Metadata = [new RequiredScopeAttribute("write:agents")] }))).StartAsync();

        using var response = await server.PostAsync(RawHttp.Message("tools/call", "\"name\":\"of_a_request\",\"arguments\":{}"));

        response.Challenge().Should().EndWith("scope=\"execute:mcp write:agents\"");
    }

    [Fact]
    public async Task A_server_with_sessions_does_not_start_so()
    {
        var start = () => Setup(HttpServerSessionMode.Stateful).StartAsync();

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AnonymousDiscovery*stateless*");
    }

    private static McpTestServerOptions Setup(HttpServerSessionMode mode = HttpServerSessionMode.Stateless, Action<HttpContext, McpServerOptions>? configure = null) => new()
    {
        Settings = { ["McpAuth:Scopes:AnonymousDiscovery"] = "true" },
        SessionMode = mode,
        Services = services => services.Configure<HttpServerTransportOptions>(transport => transport.ConfigureSessionOptions = configure is null ? null : (context, server, _) =>
        {
            configure(context, server);
            return Task.CompletedTask;
        }),
    };
}
