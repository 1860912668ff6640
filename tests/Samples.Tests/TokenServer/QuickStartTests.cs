using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Samples.Tests.TokenServer;

/// <summary>The guide's Quick Start and "Testing Authentication", on the real server.</summary>
public sealed class QuickStartTests(SharedTokenServer shared)
{
    private const string MinimalInitialize = """{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"2025-06-18"},"id":1}""";
    private readonly TokenServerProcess _server = shared.Process;

    [Theory]
    [InlineData(HttpTransportMode.StreamableHttp, "/mcp/")]
    [InlineData(HttpTransportMode.Sse, "/mcp/sse")]
    public async Task A_user_signs_in_generates_a_token_and_a_real_client_works_with_it(HttpTransportMode mode, string path)
    {
        var user = await _server.SignInAsync();
        var token = (await _server.CreateTokenAsync(user, "execute:mcp", "read:tasks", "write:tasks"))["token"]!.GetValue<string>();

        await using var client = await _server.ConnectAsync(token, path, mode);
        var created = await client.CallToolAsync("create_task", new Dictionary<string, object?> { ["title"] = "Try it" });
        var listed = await client.CallToolAsync("list_tasks");
        var resource = await client.ReadResourceAsync("tasks://open");

        Text(created).Should().Contain("Try it");
        Text(listed).Should().Contain("Try it");
        resource.Contents.OfType<TextResourceContents>().Single().Text.Should().Contain("Try it");
        (await client.ListToolsAsync()).Select(tool => tool.Name).Should()
            .BeEquivalentTo("list_tasks", "create_task", "complete_task", "whoami", "server_time");
    }

    [Theory]
    [InlineData("/mcp/initialize")]
    [InlineData("/mcp/")]
    [InlineData("/mcp")]
    public async Task The_guides_minimal_initialize_is_answered_as_JSON(string path)
    {
        var token = (await _server.CreateTokenAsync(await _server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();

        using var response = await _server.PostMcpAsync(path, MinimalInitialize, token);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        answer["id"]!.GetValue<int>().Should().Be(1);
        answer["result"]!["protocolVersion"]!.GetValue<string>().Should().Be("2025-06-18");
        answer["result"]!["capabilities"]!["tools"].Should().NotBeNull();
        answer["result"]!["capabilities"]!["resources"].Should().NotBeNull();
    }

    [Theory]
    [InlineData("""{"clientInfo":5}""")]
    [InlineData("""{"capabilities":5}""")]
    [InlineData("""{"protocolVersion":5}""")]
    [InlineData("""{"clientInfo":{},"capabilities":{}}""")]
    [InlineData("5")]
    public async Task An_initialize_that_cannot_be_read_is_the_clients_mistake(string parameters)
    {
        var token = (await _server.CreateTokenAsync(await _server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();

        using var response = await _server.PostMcpAsync("/mcp/initialize", $$"""{"jsonrpc":"2.0","method":"initialize","params":{{parameters}},"id":7}""", token);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().NotContain(token);
    }

    [Fact]
    public async Task The_guides_initialize_may_come_in_chunks()
    {
        var token = (await _server.CreateTokenAsync(await _server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp/initialize") { Content = new StringContent(MinimalInitialize, Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = true;

        using var response = await _server.SendAsync(request, token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST", "/mcp/initialize")]
    [InlineData("POST", "/mcp/")]
    [InlineData("GET", "/mcp/sse")]
    [InlineData("POST", "/mcp/message?sessionId=x")]
    public async Task Every_MCP_endpoint_needs_a_token(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);

        using var response = await _server.SendAsync(request, bearer: null);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().Should().Be("Bearer realm=\"mcp\"");
    }

    [Fact]
    public async Task The_event_stream_opens_with_a_token()
    {
        var token = (await _server.CreateTokenAsync(await _server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mcp/sse");

        using var response = await _server.SendAsync(request, token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        (await reader.ReadLineAsync()).Should().Be("event: endpoint");
    }

    [Fact]
    public async Task A_tool_call_needs_nothing_but_the_token()
    {
        var token = (await _server.CreateTokenAsync(await _server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();

        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp/")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"whoami","arguments":{}},"id":1}""", Encoding.UTF8, "application/json"),
        };

        using var response = await _server.SendAsync(request, token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Contain("MCP Client Token").And.Contain("mcp:access");
    }

    [Theory]
    [InlineData("read:tasks", "list_tasks")]
    [InlineData("write:tasks", "list_tasks create_task complete_task")]
    [InlineData("read:context", "get_context")]
    [InlineData("write:context", "get_context set_context")]
    [InlineData("read:agents", "list_agents")]
    [InlineData("write:agents", "list_agents configure_agent")]
    public async Task Each_scope_of_the_guide_opens_its_tools_and_no_others(string scope, string tools)
    {
        var token = (await _server.CreateTokenAsync(await _server.SignInAsync(), "execute:mcp", scope))["token"]!.GetValue<string>();

        await using var client = await _server.ConnectAsync(token);

        (await client.ListToolsAsync()).Select(tool => tool.Name).Should().BeEquivalentTo(["whoami", "server_time", .. tools.Split(' ')]);
    }

    [Fact]
    public async Task One_users_data_and_tokens_are_not_anothers()
    {
        var alice = await _server.SignInAsync("alice@example.com");
        var bob = await _server.SignInAsync("bob@example.com");
        var created = await _server.CreateTokenAsync(alice, "execute:mcp", "write:tasks");
        var bobs = (await _server.CreateTokenAsync(bob, "execute:mcp", "write:tasks"))["token"]!.GetValue<string>();

        await using (var client = await _server.ConnectAsync(created["token"]!.GetValue<string>()))
        {
            await client.CallToolAsync("create_task", new Dictionary<string, object?> { ["title"] = "Alice's" });
        }

        await using var other = await _server.ConnectAsync(bobs);
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v2/tokens/{created["id"]}");
        using var foreign = await _server.SendAsync(request, bob);

        Text(await other.CallToolAsync("list_tasks")).Should().NotContain("Alice");
        foreign.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private static string Text(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
}
