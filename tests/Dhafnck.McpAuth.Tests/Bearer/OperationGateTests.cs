using System.Net;
using System.Text;
using System.Text.Json;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A call that the token is too narrow for is refused by HTTP, with all that it needs.</summary>
public sealed class OperationGateTests(SharedServers servers) : IClassFixture<SharedServers>
{
    [Theory]
    [InlineData("tools/call", "\"name\":\"whoami\"", "execute:mcp")]
    [InlineData("tools/call", "\"name\":\"write_tasks\"", "execute:mcp write:tasks")]
    [InlineData("tools/call", "\"name\":\"write_both\"", "execute:mcp write:tasks write:context")]
    [InlineData("prompts/get", "\"name\":\"about_agents\"", "read:agents")]
    [InlineData("resources/read", "\"uri\":\"test://context\"", "read:context")]
    [InlineData("resources/read", "\"uri\":\"test://context/a\"", "read:context")]
    [InlineData("resources/subscribe", "\"uri\":\"test://context\"", "read:context")]
    [InlineData("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"about_agents\"},\"argument\":{\"name\":\"a\",\"value\":\"b\"}", "read:agents")]
    [InlineData("completion/complete", "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"test://context/{key}\"},\"argument\":{\"name\":\"key\",\"value\":\"b\"}", "read:context")]
    public async Task The_challenge_names_all_that_the_operation_needs(string method, string parameters, string scopes)
    {
        var server = await servers.GetAsync();

        using var response = await server.PostAsync(RawHttp.Message(method, parameters), await TokenAsync(server, "read:tasks"));

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Challenge().Should().Be($"Bearer realm=\"mcp\", error=\"insufficient_scope\", error_description=\"The access token lacks a scope. This request needs: {scopes}\", scope=\"{scopes}\"");
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetInt32().Should().Be(403);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"m\u0065thod":"tools\u002fcall","params":{"n\u0061me":"write\u005ftasks","arguments":{}}}""")]
    [InlineData("""  {"params":{"arguments":{"name":"whoami"},"name":"write_tasks"},"method":"tools/call","id":"x","jsonrpc":"2.0"}  """)]
    public async Task However_the_message_is_written_what_is_judged_is_what_would_be_done(string message)
    {
        var server = await servers.GetAsync();

        using var narrow = await server.PostAsync(message, await TokenAsync(server, "execute:mcp"));
        using var wide = await server.PostAsync(message, await TokenAsync(server, "execute:mcp", "write:tasks"));

        narrow.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        narrow.Challenge().Should().EndWith("scope=\"execute:mcp write:tasks\"");
        (await wide.Content.ReadAsStringAsync()).Should().Contain("written");
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","name":"write_tasks","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","n\u0061me":"write_tasks","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","NAME":"write_tasks","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"NAME":"whoami","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"write_tasks","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","Method":"tools/call","params":{"name":"write_tasks","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami"},"params":{"name":"write_tasks","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami"},"PARAMS":{"name":"write_tasks","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{"a":1,"a":2}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"test://context","Uri":"test://open"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"open","Name":"about_agents"},"argument":{"name":"a","value":"b"}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami"}}{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_tasks"}}""")]
    public async Task A_message_that_can_be_read_in_two_ways_is_refused_before_anything_runs(string message)
    {
        var server = await servers.GetAsync();

        using var response = await server.PostAsync(message, await TokenAsync(server, "execute:mcp", "write:tasks"));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("key").And.NotContain("alice");
    }

    [Fact]
    public async Task A_byte_order_mark_hides_nothing()
    {
        var server = await servers.GetAsync();
        var body = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Call("write_tasks"))).ToArray();
        using var request = RawHttp.Post("/mcp", "", await TokenAsync(server, "execute:mcp"));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=\"UTF-16LE\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=UTF-8", HttpStatusCode.Forbidden)]
    [InlineData("application/json; charset=\"utf-8\"", HttpStatusCode.Forbidden)]
    public async Task JSON_is_UTF_8(string contentType, HttpStatusCode status)
    {
        var server = await servers.GetAsync();
        using var request = RawHttp.Post("/mcp", "", await TokenAsync(server, "execute:mcp"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Call("write_tasks")));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(status);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3_000_000)]
    public async Task A_body_that_was_looked_at_reaches_the_tool_whole(int length)
    {
        await using var server = await McpTestServer.StartAsync(options => options.Mcp = mcp => mcp.WithTools(
        [
            McpServerTool.Create((string text) => text.Length.ToString(), new() { Name = "measure" }),
            McpServerTool.Create(() => "", new() { Name = "guarded", Metadata = [new RequiredScopeAttribute("write:agents")] }),
        ]));
        var message = RawHttp.Message("tools/call", $"\"name\":\"measure\",\"arguments\":{{\"text\":\"{new string('x', length)}\"}}");
        using var request = RawHttp.Post("/mcp", message, await TokenAsync(server, "execute:mcp"));
        request.Headers.TransferEncodingChunked = length > 1000;

        using var response = await server.Http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().Contain($"\"text\":\"{length}\"");
    }

    [Fact]
    public async Task A_body_larger_than_the_server_allows_is_refused_as_such()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Environment = "Development";
            options.Builder = builder => builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 1000);
        });

        foreach (var scopes in new[] { "execute:mcp", "execute:mcp write:tasks write:context write:agents" })
        {
            using var request = RawHttp.Post("/mcp", Call(new string('x', 2000)), await TokenAsync(server, scopes.Split(' ')));
            request.Headers.TransferEncodingChunked = true;
            using var response = await server.Http.SendAsync(request);

            response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
            (await response.Content.ReadAsStringAsync()).Should().Contain("too large").And.NotContain("   at ");
        }
    }

    [Fact]
    public async Task A_call_that_names_no_tool_needs_what_every_call_needs()
    {
        var server = await servers.GetAsync();

        using var refused = await server.PostAsync(RawHttp.Message("tools/call", "\"arguments\":{}"), await TokenAsync(server, "write:tasks"));
        using var allowed = await server.PostAsync(RawHttp.Message("tools/call", "\"arguments\":{}"), await TokenAsync(server, "execute:mcp"));

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refused.Challenge().Should().EndWith("scope=\"execute:mcp\"");
        allowed.StatusCode.Should().Be(HttpStatusCode.OK, "the SDK answers with a JSON-RPC error");
    }

    [Theory]
    [InlineData("read:tasks execute:mcp", HttpStatusCode.Forbidden)]
    [InlineData("write:tasks execute:mcp", HttpStatusCode.OK)]
    public async Task What_a_handler_serves_gets_its_scopes_by_name(string scopes, HttpStatusCode status)
    {
        await using var server = await WithHandlers(options =>
        {
            options.Operations.Add(new() { Tool = "admin_*", Scopes = { "write:tasks" } });
            options.Operations.Add(new() { Prompt = "secret", Scopes = { "write:tasks" } });
            options.Operations.Add(new() { Resource = "files://*", Scopes = { "write:tasks" } });
        }).StartAsync();
        var token = await TokenAsync(server, scopes.Split(' '));

        foreach (var message in new[]
        {
            Call("admin_drop"),
            """{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"secret"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"FILES://a/b"}}""",
        })
        {
            using var response = await server.PostAsync(message, token);
            response.StatusCode.Should().Be(status, "of {0}", message);
        }

        (await server.CallToolAsync(token, "other")).Should().Contain("handled");
        (await server.CallToolAsync(token, "Admin_drop")).Should().Contain("handled");
    }

    [Fact]
    public async Task What_no_entry_names_can_be_denied()
    {
        await using var server = await WithHandlers(options =>
        {
            options.DenyUnmapped = true;
            options.Operations.Add(new() { Tool = "known", Scopes = { "execute:mcp" } });
        }).StartAsync();
        var token = await TokenAsync(server, "execute:mcp", "write:tasks", "write:context", "write:agents");

        (await server.CallToolAsync(token, "known")).Should().Contain("handled");
        (await server.CallToolAsync(token, "whoami")).Should().Contain("alice");
        using var answer = await server.PostAsync("""{"jsonrpc":"2.0","id":1,"result":{}}""", token);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, "a response of the client requests nothing");
        foreach (var message in new[]
        {
            Call("unknown"),
            """{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"unknown"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"files://a/b"}}""",
        })
        {
            using var response = await server.PostAsync(message, token);
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, "of {0}", message);
            response.Challenge().Should().Contain(message.Contains("tools/call") ? "This request needs: execute:mcp" : "error_description=\"The access token does not permit this request.\"");
        }
    }

    [Fact]
    public async Task A_token_that_lacks_a_scope_of_every_request_is_told_so_whatever_it_sends()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Settings["MCP_REQUIRED_SCOPES"] = "write:tasks");
        using var request = RawHttp.Post("/mcp", "{", await TokenAsync(server, "execute:mcp"));
        request.Content!.Headers.ContentType = new("text/plain");

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Challenge().Should().EndWith("scope=\"write:tasks\"");
    }

    [Theory]
    [InlineData(HttpServerSessionMode.Stateless)]
    [InlineData(HttpServerSessionMode.Stateful)]
    public async Task A_tool_that_a_session_was_given_is_guarded_like_any_other(HttpServerSessionMode mode)
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.SessionMode = mode;
            options.Builder = builder => builder.Services.Configure<HttpServerTransportOptions>(transport => transport.ConfigureSessionOptions = (context, server, _) =>
            {
                server.ToolCollection = [McpServerTool.Create(() => "hello", new() { Name = context.User.FindFirst("sub")!.Value, Metadata = [new RequiredScopeAttribute("write:agents")] })];
                return Task.CompletedTask;
            });
        });
        var narrow = await TokenAsync(server, "execute:mcp", "read:agents");
        var wide = await TokenAsync(server, "execute:mcp", "write:agents");

        await using var client = await server.ConnectAsync(narrow);
        var call = async () => await client.CallToolAsync("alice");
        (await call.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        await using var other = await server.ConnectAsync(wide);
        (await other.CallToolAsync("alice")).IsError.Should().NotBe(true);
    }

    [Fact]
    public async Task A_tool_that_comes_while_the_server_runs_is_guarded_from_then_on()
    {
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = HttpServerSessionMode.Stateful);
        await using var client = await server.ConnectAsync(await TokenAsync(server, "execute:mcp", "write:tasks", "write:context", "read:agents"));
        await client.CallToolAsync("whoami");

        server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpServerOptions>>().Value.ToolCollection!
            .Add(McpServerTool.Create(() => "hello", new() { Name = "late", Metadata = [new RequiredScopeAttribute("write:agents")] }));

        var call = async () => await client.CallToolAsync("late");
        (await call.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_prompt_or_resource_that_comes_while_the_server_runs_is_guarded_from_then_on(bool isPrompt)
    {
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = HttpServerSessionMode.Stateful);
        await using var client = await server.ConnectAsync(await TokenAsync(server, "execute:mcp", "write:tasks", "write:context", "read:agents"));
        await client.CallToolAsync("whoami");

        var options = server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpServerOptions>>().Value;
        var guard = new RequiredScopeAttribute("write:agents");
        Func<Task> get;
        if (isPrompt)
        {
            options.PromptCollection!.Add(McpServerPrompt.Create(() => "hello", new() { Name = "late", Metadata = [guard] }));
            get = async () => await client.GetPromptAsync("late");
        }
        else
        {
            options.ResourceCollection!.Add(McpServerResource.Create(() => "hello", new() { Name = "late", UriTemplate = "test://late", Metadata = [guard] }));
            get = async () => await client.ReadResourceAsync("test://late");
        }

        (await get.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    // A token that has every scope that anything on the server needs is not looked at again.
    [Theory]
    [InlineData("write:tasks write:context read:agents write:agents", "tools/call", "\"name\":\"whoami\"", "execute:mcp")]
    [InlineData("execute:mcp write:tasks write:context write:agents", "prompts/get", "\"name\":\"about_agents\"", null)]
    [InlineData("execute:mcp write:tasks write:context", "prompts/get", "\"name\":\"about_agents\"", "read:agents")]
    [InlineData("execute:mcp write:tasks write:context read:agents", "prompts/get", "\"name\":\"open\"", "write:agents")]
    [InlineData("execute:mcp write:tasks write:context write:agents", "prompts/get", "\"name\":\"open\"", null)]
    public async Task A_token_that_lacks_a_single_scope_of_the_server_is_refused_for_what_needs_it(string scopes, string method, string parameters, string? lacking)
    {
        await using var server = await McpTestServer.StartAsync(options => options.Code = auth => auth.Scopes.Operations.Add(new() { Prompt = "open", Scopes = { "write:agents" } }));

        using var response = await server.PostAsync(RawHttp.Message(method, parameters), await TokenAsync(server, scopes.Split(' ')));

        response.StatusCode.Should().Be(lacking is null ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        if (lacking is not null)
        {
            response.Challenge().Should().EndWith($"scope=\"{lacking}\"");
        }
    }

    [Fact]
    public async Task A_tool_that_only_the_server_of_a_request_has_is_guarded_inside_it()
    {
        var made = 0;
        await using var server = await McpTestServer.StartAsync(options => options.Builder = builder =>
        {
            // Nothing that is registered is guarded.
            builder.Services.RemoveAll<McpServerTool>().RemoveAll<McpServerPrompt>().RemoveAll<McpServerResource>();
            builder.Services.AddSingleton(McpServerTool.Create(() => "hello", new() { Name = "open" }));
            builder.Services.PostConfigure<McpServerOptions>(server =>
            {
                // The first is the one that the application asks for; each request has another.
                if (Interlocked.Increment(ref made) > 1)
                {
                    server.ToolCollection!.Add(McpServerTool.Create(() => "hello", new() { Name = "late", Metadata = [new RequiredScopeAttribute("write:agents")] }));
                }
            });
        });
        _ = server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpServerOptions>>().Value;

        using var narrow = await server.PostAsync(Call("late"), await TokenAsync(server, "execute:mcp"));
        using var wide = await server.PostAsync(Call("late"), await TokenAsync(server, "execute:mcp", "write:agents"));

        (await narrow.Content.ReadAsStringAsync()).Should().Contain("Access forbidden").And.NotContain("hello");
        (await wide.Content.ReadAsStringAsync()).Should().Contain("hello");
    }

    [Fact]
    public async Task A_refused_call_is_counted_as_one_of_the_tool()
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync(["execute:mcp"]);

        using var known = await server.PostAsync(Call("write_tasks"), issued.Value);
        using var usage = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{issued.Token.Id}/usage");

        (await usage.Content.ReadAsStringAsync()).Should().Contain("\"write_tasks\"").And.Contain("\"forbidden\":1");
    }

    [Fact]
    public async Task Lists_show_what_is_not_open_when_a_setting_says_so()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Settings["McpAuth:Scopes:HideUnauthorized"] = "false");
        await using var client = await server.ConnectAsync(await TokenAsync(server, "read:tasks"));

        (await client.ListToolsAsync()).Select(tool => tool.Name).Should().BeEquivalentTo("whoami", "read_tasks", "write_tasks", "write_both");
        (await client.ListPromptsAsync()).Select(prompt => prompt.Name).Should().BeEquivalentTo("open", "about_agents");
        (await client.ListResourcesAsync()).Should().HaveCount(2);
        (await client.ListResourceTemplatesAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Lists_leave_out_the_tools_when_the_token_may_call_none()
    {
        await using var server = await McpTestServer.StartAsync();
        await using var client = await server.ConnectAsync(await TokenAsync(server, "write:tasks"));

        (await client.ListToolsAsync()).Should().BeEmpty();
    }

    private static McpTestServerOptions WithHandlers(Action<ScopeOptions> configure) => new()
    {
        Code = auth => configure(auth.Scopes),
        Mcp = mcp => mcp
            .WithCallToolHandler((_, _) => ValueTask.FromResult(new CallToolResult { Content = [new TextContentBlock { Text = "handled" }] }))
            .WithGetPromptHandler((_, _) => ValueTask.FromResult(new GetPromptResult()))
            .WithReadResourceHandler((_, _) => ValueTask.FromResult(new ReadResourceResult())),
    };

    private static string Call(string tool) => RawHttp.Message("tools/call", $"\"name\":\"{tool}\",\"arguments\":{{}}");

    private static async Task<string> TokenAsync(McpTestServer server, params string[] scopes) => (await server.IssueAsync(scopes)).Value;
}
