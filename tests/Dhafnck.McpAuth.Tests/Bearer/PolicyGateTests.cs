using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>ASP.NET Core's policies of tools, prompts and resources hold in addition to the scopes.</summary>
public sealed class PolicyGateTests(SharedServers servers) : IClassFixture<SharedServers>
{
    [Theory]
    [InlineData("for_alice", true)]
    [InlineData("for_bob", false)]
    [InlineData("for_operators", false)]
    [InlineData("open_to_all", true)]
    [InlineData("for_bob_as_object", false)]
    [InlineData("for_alice_by_requirement", true)]
    [InlineData("for_bob_by_requirement", false)]
    [InlineData("for_alice_and_alice", true)]
    [InlineData("for_alice_and_bob", false)]
    [InlineData("for_bob_and_alice", false)]
    [InlineData("for_bob_with_scope", false)]
    public async Task A_policy_that_looks_at_the_principal_refuses_by_HTTP(string tool, bool isAllowed)
    {
        var server = await servers.GetAsync(nameof(WithPolicies), () => WithPolicies);

        using var response = await server.PostAsync(Call(tool), await TokenAsync(server));

        if (isAllowed)
        {
            (await response.Content.ReadAsStringAsync()).Should().Contain("hello");
        }
        else
        {
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
            response.Challenge().Should().Contain("error=\"insufficient_scope\"").And.EndWith("scope=\"execute:mcp\"");
        }
    }

    [Fact]
    public async Task A_policy_holds_for_a_token_that_has_every_scope()
    {
        var server = await servers.GetAsync(nameof(WithPolicies), () => WithPolicies);

        using var response = await server.PostAsync(Call("for_bob"), (await server.IssueAsync(["execute:mcp", "write:tasks", "write:context", "write:agents"])).Value);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("by_argument")]
    [InlineData("by_argument_that_has_to_be_there")]
    public async Task A_policy_that_looks_at_the_call_itself_is_asked_when_there_is_one(string tool)
    {
        var server = await servers.GetAsync(nameof(WithPolicies), () => WithPolicies);
        var token = await TokenAsync(server);

        (await server.CallToolAsync(token, tool)).Should().Contain("Access forbidden");
        using var allowed = await server.PostAsync(RawHttp.Message("tools/call", $"\"name\":\"{tool}\",\"arguments\":{{\"project\":\"ours\"}}"), token);

        (await allowed.Content.ReadAsStringAsync()).Should().Contain("hello");
    }

    // The SDK has no filters for these, so the library asks the policies.
    [Theory]
    [InlineData("test://rooms/ours", true)]
    [InlineData("test://rooms/theirs", false)]
    public async Task A_policy_that_looks_at_a_subscription_is_asked_when_there_is_one(string uri, bool isAllowed)
    {
        var server = await servers.GetAsync(nameof(WithPolicies), () => WithPolicies);

        using var response = await server.PostAsync(RawHttp.Message("resources/subscribe", $"\"uri\":\"{uri}\""), await TokenAsync(server));

        var answer = await response.Content.ReadAsStringAsync();
        if (isAllowed)
        {
            answer.Should().Contain("\"result\"");
        }
        else
        {
            answer.Should().Contain("Access forbidden: this request is not open to this access token.").And.NotContain("\"result\"");
        }
    }

    private static McpTestServerOptions WithPolicies => new()
    {
        Services = services => services.AddAuthorizationBuilder()
            .AddPolicy("alice", policy => policy.RequireAssertion(context => context.User.FindFirst("sub")?.Value == "alice"))
            .AddPolicy("bob", policy => policy.RequireClaim("sub", "bob"))
            .AddPolicy("ours", policy => policy.RequireAssertion(context =>
                context.Resource is RequestContext<CallToolRequestParams> { Params.Arguments: { } arguments }
                && arguments.TryGetValue("project", out var project) && project.GetString() == "ours"))
            .AddPolicy("ours or an exception", policy => policy.RequireAssertion(context =>
                ((RequestContext<CallToolRequestParams>)context.Resource!).Params!.Arguments!.TryGetValue("project", out var project) && project.GetString() == "ours"))
            .AddPolicy("our room", policy => policy.RequireAssertion(context =>
                context.Resource is RequestContext<SubscribeRequestParams> { Params.Uri: "test://rooms/ours" })),
        Mcp = mcp => mcp
            .WithTools(
            [
                Tool("for_alice", new AuthorizeAttribute("alice")),
                Tool("for_bob", new AuthorizeAttribute("bob")),
                Tool("for_operators", new AuthorizeAttribute { Roles = "operator" }),
                Tool("open_to_all", new AuthorizeAttribute("bob"), new AllowAnonymousAttribute()),
                Tool("for_bob_as_object", new AuthorizationPolicyBuilder().RequireClaim("sub", "bob").Build()),
                Tool("for_alice_by_requirement", new ForUserAttribute("alice")),
                Tool("for_bob_by_requirement", new ForUserAttribute("bob")),
                Tool("for_alice_and_alice", new AuthorizeAttribute("alice"), new ForUserAttribute("alice")),
                Tool("for_alice_and_bob", new AuthorizeAttribute("alice"), new ForUserAttribute("bob")),
                Tool("for_bob_and_alice", new AuthorizeAttribute("bob"), new ForUserAttribute("alice")),
                Tool("for_bob_with_scope", new RequiredScopeAttribute("execute:mcp"), new ForUserAttribute("bob")),
                Tool("by_argument", new AuthorizeAttribute("ours")),
                Tool("by_argument_that_has_to_be_there", new AuthorizeAttribute("ours or an exception")),
            ])
            .WithResources([McpServerResource.Create((string room) => room, new() { Name = "room", UriTemplate = "test://rooms/{room}", Metadata = [new AuthorizeAttribute("our room")] })])
            .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult())),
    };

    private static McpServerTool Tool(string name, params object[] metadata) =>
        McpServerTool.Create((string? project = null) => "hello", new() { Name = name, Metadata = [.. metadata] });

    private static string Call(string tool) => RawHttp.Message("tools/call", $"\"name\":\"{tool}\",\"arguments\":{{}}");

    private static async Task<string> TokenAsync(McpTestServer server) => (await server.IssueAsync(["execute:mcp"])).Value;

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ForUserAttribute(string user) : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() =>
            new AuthorizationPolicyBuilder().RequireClaim("sub", user).Build().Requirements;
    }
}
