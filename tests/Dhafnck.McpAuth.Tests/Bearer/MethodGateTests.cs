using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>Methods that need scopes themselves: those of the application's own above all.</summary>
public sealed class MethodGateTests
{
    // A server sends these to a client.
    private static readonly string[] OfServers = ["roots/list", "sampling/createMessage", "elicitation/create"];

    // Fails when a release of the SDK has a method that McpMethods does not know: decide what its requests need, and add it.
    [Fact]
    public async Task The_gate_knows_every_request_method_of_the_SDK()
    {
        await using var server = await Setup(scopes => scopes.DenyUnmapped = true).StartAsync();
        var token = await TokenAsync(server, "execute:mcp");
        var methods = typeof(RequestMethods).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Except(OfServers).ToArray();

        methods.Should().HaveCountGreaterThan(14);
        foreach (var method in methods)
        {
            using var response = await server.PostAsync(RawHttp.Message(method), token);
            response.StatusCode.Should().NotBe(HttpStatusCode.Forbidden, "of {0}", method);
        }
    }

    [Theory]
    [InlineData("tasks/get")]
    [InlineData("app/own")]
    [InlineData("nobody/serves")]
    [InlineData("Tools/call")]
    [InlineData("roots/list")]
    public async Task A_method_that_no_entry_names_can_be_denied(string method)
    {
        await using var server = await Setup(scopes => scopes.DenyUnmapped = true).StartAsync();

        using var response = await server.PostAsync(RawHttp.Message(method), await TokenAsync(server, "execute:mcp", "write:tasks", "write:context", "write:agents"));

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Challenge().Should().Contain("insufficient_scope");
    }

    [Theory]
    [InlineData("tasks/get", "tasks/*")]
    [InlineData("app/own", "app/own")]
    public async Task An_entry_gives_a_method_its_scopes(string method, string entry)
    {
        await using var server = await Setup(scopes =>
        {
            scopes.DenyUnmapped = true;
            scopes.Operations.Add(new() { Method = entry, Scopes = { "write:tasks", "read:agents" } });
        }).StartAsync();

        using var narrow = await server.PostAsync(RawHttp.Message(method), await TokenAsync(server, "execute:mcp", "write:tasks"));
        using var wide = await server.PostAsync(RawHttp.Message(method), await TokenAsync(server, "write:tasks", "read:agents"));

        narrow.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        narrow.Challenge().Should().EndWith("scope=\"write:tasks read:agents\"");
        (await wide.Content.ReadAsStringAsync()).Should().Contain($"did {method}");
    }

    [Fact]
    public async Task A_method_of_the_protocol_needs_the_scopes_of_its_entry_beside_those_of_what_it_reaches_for()
    {
        await using var server = await Setup(scopes => scopes.Operations.Add(new() { Method = "tools/*", Scopes = { "read:agents" } })).StartAsync();

        using var call = await server.Http.SendAsync(RawHttp.Post("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_tasks"}}""", await TokenAsync(server, "read:tasks")));
        using var list = await server.ListToolsAsync(await TokenAsync(server, "execute:mcp"));
        using var allowed = await server.ListToolsAsync(await TokenAsync(server, "read:agents"));

        call.Challenge().Should().EndWith("scope=\"read:agents execute:mcp write:tasks\"");
        list.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        allowed.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_setting_a_method_of_the_applications_own_is_open_to_every_token()
    {
        await using var server = await Setup(_ => { }).StartAsync();

        using var response = await server.PostAsync(RawHttp.Message("app/own"), await TokenAsync(server, "read:tasks"));

        (await response.Content.ReadAsStringAsync()).Should().Contain("did app/own");
    }

    [Fact]
    public async Task A_method_is_judged_inside_the_SDK_too()
    {
        await using var server = await Setup(scopes => scopes.Operations.Add(new() { Method = "app/own", Scopes = { "read:agents" } }))
            .StartAsync(options => options.AlsoMap = app => app.MapMcp("/beside-the-gate").AllowAnonymous());

        using var response = await server.PostAsync(RawHttp.Message("app/own"), path: "/beside-the-gate");

        (await response.Content.ReadAsStringAsync()).Should().Contain("Access forbidden").And.NotContain("did app/own");
    }

    [Fact]
    public async Task What_discovery_needs_by_an_entry_it_needs_of_those_without_a_token_too()
    {
        await using var server = await Setup(scopes =>
        {
            scopes.AnonymousDiscovery = true;
            scopes.Operations.Add(new() { Method = "tools/list", Scopes = { "read:agents" } });
        }).StartAsync();

        using var tools = await server.ListToolsAsync(null);
        using var prompts = await server.PostAsync(RawHttp.Message("prompts/list"));
        using var ambiguous = await server.Http.SendAsync(RawHttp.Post("/mcp", """{"jsonrpc":"2.0","id":1,"method":"app/own","method":"prompts/list"}"""));

        tools.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        tools.Challenge().Should().EndWith("scope=\"read:agents\"");
        prompts.StatusCode.Should().Be(HttpStatusCode.OK);
        ambiguous.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("[\"res://open\"]", HttpStatusCode.OK)]
    [InlineData("[\"res://open\",\"res://secret\"]", HttpStatusCode.Forbidden)]
    [InlineData("[\"res://open\",\"res://named\"]", HttpStatusCode.Forbidden)]
    [InlineData("[null,\"res://secret\"]", HttpStatusCode.Forbidden)]
    [InlineData("[]", HttpStatusCode.OK)]
    public async Task Listening_needs_the_scopes_of_every_resource_listened_to(string uris, HttpStatusCode status)
    {
        await using var server = await RecordingServer.StartAsync(configure: options => options.Code = auth =>
            auth.Scopes.Operations.Add(new() { Resource = "res://named", Scopes = { "write:context" } }));
        var body = """{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}},"notifications":{"resourceSubscriptions":URIS}}}""".Replace("URIS", uris);

        using var response = await server.SendAsync(await server.TokenAsync("execute:mcp"), "subscriptions/listen", body);

        response.StatusCode.Should().Be(status);
        server.Done.Should().HaveCount(status == HttpStatusCode.OK && uris != "[]" ? 1 : 0);
    }

    [Theory]
    [InlineData("resources/subscribe", "\"uri\":\"res://unmapped\"")]
    [InlineData("completion/complete", "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"res://unmapped\"},\"argument\":{\"name\":\"a\",\"value\":\"b\"}")]
    [InlineData("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"unmapped\"},\"argument\":{\"name\":\"a\",\"value\":\"b\"}")]
    [InlineData("subscriptions/listen", "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}},\"notifications\":{\"resourceSubscriptions\":[\"res://open\",\"res://unmapped\"]}")]
    [InlineData("subscriptions/listen", "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}},\"notifications\":{\"resourceSubscriptions\":[\"res://unmapped\",\"res://unmapped-too\"]}")]
    public async Task What_no_entry_names_can_be_denied_to_those_who_subscribe_and_complete_too(string method, string parameters)
    {
        await using var server = await RecordingServer.StartAsync(configure: options => options.Code = auth => auth.Scopes.DenyUnmapped = true);

        using var response = await server.SendAsync(await server.TokenAsync("execute:mcp", RecordingServer.Scope), method, $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{{{parameters}}}}}");

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        server.Done.Should().BeEmpty();
    }

#pragma warning disable MCPEXP002 // Methods of an application's own are what is tested.
    private static McpTestServerOptions Setup(Action<ScopeOptions> configure) => new()
    {
        Code = auth => configure(auth.Scopes),
        Services = services => services.Configure<McpServerOptions>(server => server.RequestHandlers = [Handler("app/own"), Handler("tasks/get")]),
    };

    private static McpServerRequestHandler Handler(string method) =>
        new() { Method = method, Handler = (_, _) => ValueTask.FromResult<JsonNode?>(new JsonObject { ["text"] = $"did {method}" }) };
#pragma warning restore MCPEXP002

    private static async Task<string> TokenAsync(McpTestServer server, params string[] scopes) => (await server.IssueAsync(scopes)).Value;
}
