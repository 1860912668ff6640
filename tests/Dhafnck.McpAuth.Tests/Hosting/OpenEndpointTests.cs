using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Hosting;

/// <summary>Endpoints that nobody protects, or that a policy protects which does not exist.</summary>
public sealed class OpenEndpointTests
{
    [Fact]
    public async Task A_forgotten_RequireMcpAuth_stops_the_start()
    {
        var start = () => StartAsync("Production", app =>
        {
            app.MapMcp("/closed").RequireMcpAuth();
            app.MapMcp("/forgotten");
        });

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*/forgotten*RequireMcpAuth()*AllowAnonymous()*");
    }

    [Fact]
    public async Task A_forgotten_RequireMcpAuth_is_warned_of_in_Development()
    {
        await using var server = await StartAsync("Development", app =>
        {
            app.MapMcp("/closed").RequireMcpAuth();
            app.MapMcp("/forgotten");
        });

        Warnings(server).Should().ContainSingle(message => message.Contains("is open to everyone")).Which.Should().Contain("/forgotten");
    }

    [Fact]
    public async Task An_endpoint_that_says_that_it_is_open_is_open()
    {
        await using var server = await StartAsync("Production", app => app.MapMcp("/mcp").AllowAnonymous());

        using var response = await server.ListToolsAsync(token: null);

        response.IsSuccessStatusCode.Should().BeTrue();
        Warnings(server).Should().NotContain(message => message.Contains("is open to everyone"));
    }

    [Fact]
    public async Task An_endpoint_that_a_policy_of_the_application_protects_is_not_open()
    {
        await using var server = await StartAsync("Production", app => app.MapMcp("/mcp").RequireAuthorization("signed-in"));

        using var response = await server.ListToolsAsync(token: null);

        ((int)response.StatusCode).Should().Be(401);
    }

    [Theory]
    [InlineData("tokens")]
    [InlineData("page")]
    [InlineData("protected")]
    [InlineData("other")]
    public async Task A_policy_that_does_not_exist_stops_the_start_and_the_message_adds_it(string endpoint)
    {
        var start = () => StartAsync("Production", app =>
        {
            app.MapMcpTokens().RequireAuthorization(endpoint == "tokens" ? "singed-in" : "signed-in");
            app.MapMcpTokenPage().RequireAuthorization(endpoint == "page" ? "singed-in" : "signed-in");
            app.MapGet("/protected", () => "").RequireMcpAuth().RequireAuthorization(endpoint == "protected" ? "singed-in" : "signed-in");
            app.MapMcp("/other").RequireAuthorization(endpoint == "other" ? "singed-in" : "signed-in");
        });

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*'singed-in', which does not exist*AddPolicy(\"singed-in\"*");
    }

    [Fact]
    public async Task Policies_that_the_application_creates_by_their_names_are_its_own_affair()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Builder = builder => builder.Services.AddSingleton<IAuthorizationPolicyProvider, PolicyOfAnyName>();
            options.Map = app => app.MapMcpTokens().RequireAuthorization("any-name");
        });

        using var response = await server.SendAsUserAsync(HttpMethod.Get, "/api/v2/tokens");

        response.IsSuccessStatusCode.Should().BeTrue();
    }

    private static IEnumerable<string> Warnings(McpTestServer server) =>
        server.Log.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Message);

    private static Task<McpTestServer> StartAsync(string environment, Action<WebApplication> map) =>
        McpTestServer.StartAsync(options => (options.Environment, options.Map) = (environment, map));

    private sealed class PolicyOfAnyName(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
    {
        public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
            Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
