using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_good_token_is_told_what_it_stands_for()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["write:tasks"]);

        using var response = await ValidateAsync(server, issued.Value);
        var answer = await ReadAsync(response);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        answer.GetProperty("valid").GetBoolean().Should().BeTrue();
        answer.GetProperty("id").GetString().Should().Be(issued.Token.Id);
        Strings(answer.GetProperty("scopes")).Should().Equal("write:tasks");
        Strings(answer.GetProperty("effective_scopes")).Should()
            .Equal("mcp:access", "mcp:read", "mcp:write", "read:tasks", "write:tasks");
        answer.GetProperty("audience").GetString().Should().Be("mcp-server");
        answer.GetProperty("expires_at").GetDateTimeOffset().Should().Be(issued.Token.ExpiresAt);
    }

    [Fact]
    public async Task A_token_is_valid_even_when_the_MCP_endpoints_need_more_scopes()
    {
        await using var server = await Setup.StartAsync(options => options.Settings["MCP_REQUIRED_SCOPES"] = "mcp:write");
        var issued = await server.IssueAsync(["read:tasks"]);

        using var response = await ValidateAsync(server, issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_is_not_good_gets_the_challenge_and_the_reason()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        await server.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id);

        using var revoked = await ValidateAsync(server, issued.Value);
        using var none = await ValidateAsync(server, null);

        revoked.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        revoked.Challenge().Should().Contain("error=\"invalid_token\"").And.Contain("revoked");
        none.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        none.Challenge().Should().Be("Bearer realm=\"mcp\"");
    }

    [Fact]
    public async Task Tokens_can_be_made_and_tried_before_the_server_moves_over_to_them()
    {
        await using var server = await Setup.StartAsync(options =>
        {
            options.Settings["MCP_AUTH_TYPE"] = "env";
            options.Settings["MCP_BEARER_TOKEN"] = "the-static-token";
        });
        var issued = await server.IssueAsync();

        using var validated = await ValidateAsync(server, issued.Value);
        using var staticToken = await ValidateAsync(server, "the-static-token");
        using var notYet = await server.ListToolsAsync(issued.Value);
        using var still = await server.ListToolsAsync("the-static-token");

        validated.StatusCode.Should().Be(HttpStatusCode.OK);
        staticToken.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        notYet.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        still.StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
