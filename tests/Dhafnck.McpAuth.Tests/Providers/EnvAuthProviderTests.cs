using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Dhafnck.McpAuth.Tests.Providers;

public sealed class EnvAuthProviderTests
{
    [Theory]
    [InlineData("first-token", HttpStatusCode.OK)]
    [InlineData("second-token", HttpStatusCode.OK)]
    [InlineData("first-token,second-token", HttpStatusCode.Unauthorized)]
    [InlineData("first-toke", HttpStatusCode.Unauthorized)]
    [InlineData("First-token", HttpStatusCode.Unauthorized)]
    [InlineData("first-token2", HttpStatusCode.Unauthorized)]
    public async Task Each_of_the_tokens_is_accepted_while_they_change_over_and_no_other(string token, HttpStatusCode expected)
    {
        await using var server = await Setup.StartAsync(("MCP_BEARER_TOKEN", "first-token, second-token"));

        using var response = await server.ListToolsAsync(token);

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task A_token_that_is_listed_twice_is_accepted()
    {
        await using var server = await Setup.StartAsync(("MCP_BEARER_TOKEN", "first-token,first-token"));

        using var response = await server.ListToolsAsync("first-token");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_token_gets_the_challenge_of_an_invalid_one()
    {
        await using var server = await Setup.StartAsync(("MCP_BEARER_TOKEN", "the-right-token"));

        using var response = await server.ListToolsAsync("quite-another");

        response.Challenge().Should().Contain("error=\"invalid_token\"");
        server.Log.Text.Should().NotContain("the-right-token").And.NotContain("quite-another");
    }

    [Fact]
    public async Task Tools_see_the_same_subject_whichever_token_is_used()
    {
        await using var server = await Setup.StartAsync(("MCP_BEARER_TOKEN", "one,two"));

        (await server.CallToolAsync("one", "whoami")).Should().Contain("\"env\"");
        (await server.CallToolAsync("two", "whoami")).Should().Contain("\"env\"");
    }

    [Fact]
    public async Task By_default_every_scope_but_admin_is_granted()
    {
        await using var server = await Setup.StartAsync(("MCP_BEARER_TOKEN", "one"));

        (await server.CallToolAsync("one", "write_both")).Should().Contain("written");
    }

    [Fact]
    public async Task A_setting_says_which_scopes_are_granted()
    {
        await using var server = await Setup.StartAsync(("MCP_BEARER_TOKEN", "one"), ("MCP_GRANTED_SCOPES", "execute:mcp read:tasks"));

        (await server.ResultAsync("one", "read_tasks")).Should().Be("tasks");
        (await server.ResultAsync("one", "write_tasks")).Should().Be("403 insufficient_scope");
    }

    private static McpTestServerOptions Setup => new() { Settings = [], Map = app => app.MapMcp("/mcp").RequireMcpAuth() };
}
