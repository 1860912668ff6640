using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Scopes;

/// <summary>A stateless server makes its options anew for each request; what they have beside what was registered is guarded too.</summary>
public sealed class PrimitivesOfARequestTests
{
    private static readonly RequiredScopeAttribute Guard = new("write:agents");
    private int _made;

    [Theory]
    [InlineData("tools/call", "tools/list")]
    [InlineData("prompts/get", "prompts/list")]
    [InlineData("resources/read", "resources/list")]
    public async Task What_comes_late_is_guarded_and_hidden(string get, string list)
    {
        await using var server = await Setup(services => services.PostConfigure<McpServerOptions>(options => OfRequests(() =>
        {
            options.ToolCollection!.Add(Tool("late", "secret", Guard));
            options.PromptCollection!.Add(Prompt("late", "secret", Guard));
            options.ResourceCollection!.Add(Resource("late", "secret", Guard));
        }))).StartAsync();

        await ShouldBeGuardedAsync(server, get, list, "late");
    }

    [Theory]
    [InlineData("tools/call", "tools/list")]
    [InlineData("prompts/get", "prompts/list")]
    [InlineData("resources/read", "resources/list")]
    public async Task What_has_the_name_of_something_open_is_guarded_and_hidden(string get, string list)
    {
        await using var server = await Setup(services => services.Configure<McpServerOptions>(options => OfRequests(() =>
        {
            options.ToolCollection = [Tool("open", "secret", Guard)];
            options.PromptCollection = [Prompt("open", "secret", Guard)];
            options.ResourceCollection = [Resource("open", "secret", Guard)];
        }))).StartAsync();

        await ShouldBeGuardedAsync(server, get, list, "open");
    }

    [Theory]
    [InlineData("prompts/get")]
    [InlineData("resources/read")]
    public async Task What_a_filter_puts_in_the_place_of_something_open_is_not_given_away(string get)
    {
        await using var server = await Setup(services => services.Configure<McpServerOptions>(options =>
        {
            options.Filters.Request.GetPromptFilters.Add(next => (context, cancellationToken) =>
            {
                context.MatchedPrimitive = Prompt("open", "secret", Guard);
                return next(context, cancellationToken);
            });
            options.Filters.Request.ReadResourceFilters.Add(next => (context, cancellationToken) =>
            {
                context.MatchedPrimitive = Resource("open", "secret", Guard);
                return next(context, cancellationToken);
            });
        })).StartAsync();

        (await AnswerOfAsync(server, "execute:mcp", get, "open")).Should().Contain("error").And.NotContain("secret");
    }

    private static McpTestServerOptions Setup(Action<IServiceCollection> configure) => new()
    {
        Services = services =>
        {
            services.RemoveAll<McpServerTool>().RemoveAll<McpServerPrompt>().RemoveAll<McpServerResource>();
            services.AddSingleton(Tool("open", "hello")).AddSingleton(Prompt("open", "hello")).AddSingleton(Resource("open", "hello"));
            configure(services);
        },

        // The first is the one that the application asks for, and the gate with it.
        AlsoMap = app => _ = app.Services.GetRequiredService<IOptions<McpServerOptions>>().Value,
    };

    private void OfRequests(Action change)
    {
        if (Interlocked.Increment(ref _made) > 1)
        {
            change();
        }
    }

    private static async Task ShouldBeGuardedAsync(McpTestServer server, string get, string list, string name)
    {
        (await AnswerOfAsync(server, "execute:mcp", get, name)).Should().Contain("Access forbidden").And.NotContain("secret");
        (await AnswerOfAsync(server, "execute:mcp", list, name)).Should().Contain("\"result\"").And.NotContain(name);
        (await AnswerOfAsync(server, "execute:mcp write:agents", get, name)).Should().Contain("secret");
        (await AnswerOfAsync(server, "execute:mcp write:agents", list, name)).Should().Contain(name);
    }

    private static async Task<string> AnswerOfAsync(McpTestServer server, string scopes, string method, string name)
    {
        var issued = await server.IssueAsync(scopes.Split(' '));
        using var response = await server.PostAsync(RawHttp.Message(method, $"\"name\":\"{name}\",\"uri\":\"test://{name}\""), issued.Value);
        return await response.Content.ReadAsStringAsync();
    }

    private static McpServerTool Tool(string name, string text, params object[] metadata) =>
        McpServerTool.Create(() => text, new() { Name = name, Metadata = [.. metadata] });

    private static McpServerPrompt Prompt(string name, string text, params object[] metadata) =>
        McpServerPrompt.Create(() => text, new() { Name = name, Metadata = [.. metadata] });

    private static McpServerResource Resource(string name, string text, params object[] metadata) =>
        McpServerResource.Create(() => text, new() { Name = name, UriTemplate = $"test://{name}", Metadata = [.. metadata] });
}
