using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>What is guarded is guarded inside the SDK too, for a request that no gate has looked at.</summary>
public sealed class BesideTheGateTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Path = "/beside-the-gate";

    [Theory]
    [InlineData("tools/call", "tools/list", "\"name\":\"whoami\",\"arguments\":{}", "whoami", "this tool needs the scopes 'execute:mcp'.")]
    [InlineData("prompts/get", "prompts/list", "\"name\":\"open\"", "open", "this prompt needs the scopes 'read:agents'.")]
    [InlineData("resources/read", "resources/list", "\"uri\":\"test://open\"", "test://open", "this resource needs the scopes 'read:agents'.")]
    [InlineData("resources/read", "resources/templates/list", "\"uri\":\"test://rooms/a\"", "test://rooms/{room}", "this resource needs the scopes 'read:agents'.")]
    public async Task What_entries_guard_is_refused_and_hidden(string get, string list, string parameters, string name, string reason)
    {
        var server = await servers.GetAsync("entries", () => Beside(new()
        {
            Code = auth =>
            {
                auth.Scopes.Operations.Add(new() { Prompt = "open", Scopes = { "read:agents" } });
                auth.Scopes.Operations.Add(new() { Resource = "test://open", Scopes = { "read:agents" } });
                auth.Scopes.Operations.Add(new() { Resource = "test://rooms/*", Scopes = { "read:agents" } });
            },
            Mcp = mcp => mcp.WithResources([McpServerResource.Create((string room) => room, new() { Name = "room", UriTemplate = "test://rooms/{room}" })]),
        }));

        using var got = await server.PostAsync(RawHttp.Message(get, parameters), path: Path);
        using var listed = await server.PostAsync(RawHttp.Message(list), path: Path);

        (await got.Content.ReadAsStringAsync()).Should().Contain("Access forbidden: ").And.Contain(reason.Replace("'", "\\u0027")).And.NotContain("\"result\"");
        (await listed.Content.ReadAsStringAsync()).Should().Contain("\"result\"").And.NotContain($"\"{name}\"");
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("attribute")]
    [InlineData("policy")]
    public async Task What_metadata_guards_is_refused_and_hidden(string name)
    {
        var server = await servers.GetAsync("metadata", () => Beside(new()
        {
            Code = auth => auth.Scopes.ToolCall = null,
            Mcp = mcp => mcp
                .WithTools([McpServerTool.Create(() => "for everybody", new() { Name = "open" })])
                .WithTools(Guards.Select(guard => McpServerTool.Create(() => "hello", new() { Name = guard.Key, Metadata = [guard.Value] })))
                .WithPrompts(Guards.Select(guard => McpServerPrompt.Create(() => "hello", new() { Name = guard.Key, Metadata = [guard.Value] })))
                .WithResources(Guards.Select(guard => McpServerResource.Create(() => "hello", new() { Name = guard.Key, UriTemplate = $"test://{guard.Key}", Metadata = [guard.Value] }))),
        }));

        foreach (var (get, list, parameters) in new[]
        {
            ("tools/call", "tools/list", $"\"name\":\"{name}\",\"arguments\":{{}}"),
            ("prompts/get", "prompts/list", $"\"name\":\"{name}\""),
            ("resources/read", "resources/list", $"\"uri\":\"test://{name}\""),
        })
        {
            using var got = await server.PostAsync(RawHttp.Message(get, parameters), path: Path);
            using var listed = await server.PostAsync(RawHttp.Message(list), path: Path);

            (await got.Content.ReadAsStringAsync()).Should().Contain("Access forbidden", "of {0}", get).And.NotContain("hello");
            (await listed.Content.ReadAsStringAsync()).Should().Contain("\"result\"").And.NotContain($"\"name\":\"{name}\"", "of {0}", list);
        }

        using var open = await server.PostAsync(RawHttp.Message("tools/call", "\"name\":\"open\",\"arguments\":{}"), path: Path);
        (await open.Content.ReadAsStringAsync()).Should().Contain("for everybody");
    }

    // A stateless server is made for each request, without the checks that nothing on it needs.
    [Theory]
    [MemberData(nameof(Alone))]
    public async Task What_is_the_only_guarded_thing_on_a_server_is_refused_and_hidden(string kind, string guard)
    {
        await using var server = await Beside(new()
        {
            Code = auth => auth.Scopes.ToolCall = null,
            Builder = builder =>
            {
                builder.Services.RemoveAll<McpServerTool>().RemoveAll<McpServerPrompt>().RemoveAll<McpServerResource>();
                builder.Services.AddSingleton(McpServerTool.Create(() => "hello", new() { Name = "guarded", Metadata = MetadataOf("tools") }));
                builder.Services.AddSingleton(McpServerPrompt.Create(() => "hello", new() { Name = "guarded", Metadata = MetadataOf("prompts") }));
                builder.Services.AddSingleton(McpServerResource.Create(() => "hello", new() { Name = "guarded", UriTemplate = "test://guarded", Metadata = MetadataOf("resources") }));
            },
        }).StartAsync();

        using var got = await server.PostAsync(
            kind == "resources" ? RawHttp.Message("resources/read", "\"uri\":\"test://guarded\"") : RawHttp.Message(kind == "tools" ? "tools/call" : "prompts/get", "\"name\":\"guarded\""),
            path: Path);
        using var listed = await server.PostAsync(RawHttp.Message($"{kind}/list"), path: Path);

        (await got.Content.ReadAsStringAsync()).Should().Contain("Access forbidden").And.NotContain("hello");
        (await listed.Content.ReadAsStringAsync()).Should().Contain("\"result\"").And.NotContain("guarded");

        List<object> MetadataOf(string each) => each == kind ? [Guards[guard]] : [];
    }

    [Theory]
    [InlineData(true, "prompts/get", "\"name\":\"open\"")]
    [InlineData(true, "completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"open\"},\"argument\":{\"name\":\"a\",\"value\":\"b\"}")]
    [InlineData(false, "resources/read", "\"uri\":\"test://open\"")]
    [InlineData(false, "resources/subscribe", "\"uri\":\"test://open\"")]
    public async Task What_the_only_entry_of_a_server_names_is_refused(bool isPrompt, string method, string parameters)
    {
        await using var server = await Beside(new()
        {
            Code = auth => auth.Scopes.Operations.Add(isPrompt ? new() { Prompt = "open", Scopes = { "read:agents" } } : new() { Resource = "test://open", Scopes = { "read:agents" } }),
            Builder = builder =>
            {
                builder.Services.RemoveAll<McpServerPrompt>().RemoveAll<McpServerResource>();
                builder.Services.AddSingleton(McpServerPrompt.Create(() => "hello", new() { Name = "open" }));
                builder.Services.AddSingleton(McpServerResource.Create(() => "hello", new() { Name = "open", UriTemplate = "test://open" }));
            },
            Mcp = mcp => mcp
                .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult()))
                .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult())),
        }).StartAsync();

        using var response = await server.PostAsync(RawHttp.Message(method, parameters), path: Path);

        (await response.Content.ReadAsStringAsync()).Should().Contain("Access forbidden").And.NotContain("\"result\"");
    }

#pragma warning disable MCPEXP002 // Filters of tool calls that can answer in another way, as those of the SDK's tasks do.
    [Fact]
    public async Task The_applications_filters_see_nothing_that_is_refused()
    {
        var seen = 0;
        await using var server = await Beside(new()
        {
            Code = auth => auth.Scopes.ToolCall = null,
            Builder = builder => builder.Services.Configure<McpServerOptions>(options =>
            {
                var filters = options.Filters.Request;
                filters.CallToolWithAlternateFilters.Add((context, next, cancellationToken) => See(() => next(context, cancellationToken)));
                filters.CallToolFilters.Add(next => (context, cancellationToken) => See(() => next(context, cancellationToken)));
                filters.GetPromptFilters.Add(next => (context, cancellationToken) => See(() => next(context, cancellationToken)));
                filters.ReadResourceFilters.Add(next => (context, cancellationToken) => See(() => next(context, cancellationToken)));
            }),
        }).StartAsync();
        string[] refused =
        [
            RawHttp.Message("tools/call", "\"name\":\"write_tasks\",\"arguments\":{}"),
            RawHttp.Message("prompts/get", "\"name\":\"about_agents\""),
            RawHttp.Message("resources/read", "\"uri\":\"test://context\""),
        ];

        foreach (var message in refused)
        {
            using var response = await server.PostAsync(message, path: Path);
            (await response.Content.ReadAsStringAsync()).Should().Contain("Access forbidden");
        }

        seen.Should().Be(0);
        using var open = await server.PostAsync(RawHttp.Message("prompts/get", "\"name\":\"open\""), path: Path);
        seen.Should().Be(1);

        ValueTask<T> See<T>(Func<ValueTask<T>> next)
        {
            seen++;
            return next();
        }
    }
#pragma warning restore MCPEXP002

    [Theory]
    [InlineData("prompts/get", "\"name\":\"unknown\"", "this prompt is not open to this access token.")]
    [InlineData("resources/read", "\"uri\":\"files://a/b\"", "this resource is not open to this access token.")]
    public async Task What_no_entry_names_can_be_denied(string method, string parameters, string reason)
    {
        var server = await servers.GetAsync("denied", () => Beside(new()
        {
            Code = auth => auth.Scopes.DenyUnmapped = true,
            Mcp = mcp => mcp
                .WithGetPromptHandler((_, _) => ValueTask.FromResult(new GetPromptResult()))
                .WithReadResourceHandler((_, _) => ValueTask.FromResult(new ReadResourceResult())),
        }));

        using var response = await server.PostAsync(RawHttp.Message(method, parameters), path: Path);

        (await response.Content.ReadAsStringAsync()).Should().Contain($"Access forbidden: {reason}");
    }

    public static MatrixTheoryData<string, string> Alone => new(["tools", "prompts", "resources"], Guards.Keys);

    private static Dictionary<string, object> Guards => new()
    {
        ["scope"] = new RequiredScopeAttribute("write:agents"),
        ["attribute"] = new AuthorizeAttribute(),
        ["policy"] = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build(),
    };

    private static McpTestServerOptions Beside(McpTestServerOptions options)
    {
        options.AlsoMap = app => app.MapMcp(Path).AllowAnonymous();
        return options;
    }
}
