using System.Net;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>Who reaches the token API, and where it is.</summary>
public sealed class TokenApiAccessTests : TokenApiTests
{
    [Theory]
    [InlineData("POST", "")]
    [InlineData("GET", "")]
    [InlineData("GET", "/tok_00000000000000000000000000000000")]
    [InlineData("DELETE", "/tok_00000000000000000000000000000000")]
    public async Task Nobody_gets_in_without_signing_in(string method, string path)
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(new(method), TokensPath + path, user: null);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("GET", "")]
    [InlineData("GET", "/tok_00000000000000000000000000000000")]
    [InlineData("DELETE", "/tok_00000000000000000000000000000000")]
    public async Task An_API_token_is_no_user_even_where_the_policy_lets_it_in(string method, string path)
    {
        await using var server = await Setup.StartAsync(options =>
        {
            options.Builder = builder => builder.Services.AddAuthorizationBuilder().AddPolicy("either", policy => policy
                .AddAuthenticationSchemes(UserHeaderHandler.Scheme, McpBearerDefaults.AuthenticationScheme)
                .RequireAuthenticatedUser());
            options.Map = app => app.MapMcpTokens().RequireAuthorization("either");
        });
        var issued = await server.IssueAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", issued.Value);

        using var response = await server.SendAsUserAsync(new(method), TokensPath + path, user: null);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).Should().Contain("An API token cannot manage tokens");
    }

    [Fact]
    public async Task The_endpoints_work_under_another_pattern_and_path_base()
    {
        await using var server = await Setup.StartAsync(options => options.Map = app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGroup("/area").MapMcpTokens("/keys").RequireAuthorization("signed-in");
        });

        using var created = await server.SendAsUserAsync(HttpMethod.Post, "/base/area/keys", """{"name":"t","scopes":["read:tasks"]}""");
        using var got = await server.SendAsUserAsync(HttpMethod.Get, created.Headers.Location!.OriginalString);

        created.Headers.Location.OriginalString.Should().StartWith("/base/area/keys/tok_");
        got.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_endpoints_can_be_mapped_twice()
    {
        await using var server = await Setup.StartAsync(options => options.Map = app =>
        {
            app.MapMcpTokens().RequireAuthorization("signed-in");
            app.MapMcpTokens("/keys").RequireAuthorization("signed-in");
        });

        using var created = await server.SendAsUserAsync(HttpMethod.Post, "/keys", """{"name":"t","scopes":["read:tasks"]}""");

        created.Headers.Location!.OriginalString.Should().StartWith("/keys/tok_");
    }

    [Fact]
    public async Task The_catalog_is_told_in_words_with_the_tools_that_each_scope_opens()
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + "/scopes");
        var answer = await ReadAsync(response);
        var write = answer.GetProperty("data").EnumerateArray().Single(scope => scope.GetProperty("name").GetString() == "write:tasks");

        answer.GetProperty("data").EnumerateArray().Select(scope => scope.GetProperty("name").GetString()).Should().NotContain("mcp:admin").And.HaveCount(8);
        write.GetProperty("description").GetString().Should().Be("Create and modify tasks");
        write.GetProperty("permission").GetString().Should().Be("mcp:write");
        Strings(write.GetProperty("includes")).Should().Equal("read:tasks");
        Strings(write.GetProperty("tools")).Should().Equal("read_tasks", "write_tasks");
        answer.GetProperty("tools").EnumerateArray().Single(tool => tool.GetProperty("name").GetString() == "write_both")
            .GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().Equal("write:tasks", "write:context", "execute:mcp");
    }

    [Fact]
    public async Task A_standard_scope_that_the_application_hides_is_offered_to_nobody_and_granted_to_nobody()
    {
        await using var server = await Setup.StartAsync(options =>
            options.Auth = auth => auth.AddScope(new ScopeDefinition { Name = McpScopes.ReadAgents, Description = "See agents", IsGrantable = false }));

        using var catalog = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + "/scopes");
        using var creation = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"a token","scopes":["read:agents"]}""");

        (await ReadAsync(catalog)).GetProperty("data").EnumerateArray().Select(scope => scope.GetProperty("name").GetString())
            .Should().Contain(McpScopes.ReadTasks).And.NotContain(McpScopes.ReadAgents);
        creation.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_catalog_says_of_each_scope_all_that_a_token_with_it_has()
    {
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.AddScope("write:rooms", "Book rooms", "mcp:write", "write:tasks"));

        using var response = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + "/scopes");
        var effective = (await ReadAsync(response)).GetProperty("effective_scopes");

        effective.EnumerateObject().Select(scope => scope.Name).Should().BeEquivalentTo(
            "execute:mcp", "mcp:access", "mcp:admin", "mcp:execute", "mcp:read", "mcp:write", "read:agents", "read:context", "read:tasks",
            "tokens:rotate", "write:agents", "write:context", "write:rooms", "write:tasks");
        Strings(effective.GetProperty("write:rooms")).Should().Equal("mcp:access", "mcp:read", "mcp:write", "read:tasks", "write:rooms", "write:tasks");
        Strings(effective.GetProperty("mcp:admin")).Should().BeEquivalentTo(effective.EnumerateObject().Select(scope => scope.Name).Except(["tokens:rotate"]));
    }
}
