using System.Net;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Tests.Scopes;

public sealed class RequiredScopeTests
{
    [Theory]
    [InlineData("execute:mcp", "whoami")]
    [InlineData("execute:mcp read:tasks", "whoami read_tasks")]
    [InlineData("execute:mcp write:tasks", "whoami read_tasks write_tasks")]
    [InlineData("execute:mcp write:context", "whoami")]
    [InlineData("execute:mcp write:tasks write:context", "whoami read_tasks write_tasks write_both")]
    public async Task A_token_sees_and_calls_the_tools_that_its_scopes_open(string scopes, string tools)
    {
        await using var server = await McpTestServer.StartAsync();
        await using var client = await server.ConnectAsync((await server.IssueAsync(scopes.Split(' '))).Value);
        var open = tools.Split(' ');

        (await client.ListToolsAsync()).Select(tool => tool.Name).Should().BeEquivalentTo(open);
        foreach (var tool in new[] { "whoami", "read_tasks", "write_tasks", "write_both" })
        {
            var call = async () => await client.CallToolAsync(tool);
            if (open.Contains(tool))
            {
                (await call()).IsError.Should().NotBe(true);
            }
            else
            {
                (await call.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);
            }
        }
    }

    [Fact]
    public async Task Every_tool_call_needs_execute_mcp()
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync(["write:tasks"]);

        (await server.CallToolAsync(issued.Value, "whoami")).Should().Contain("needs: execute:mcp\"");
        (await server.CallToolAsync(issued.Value, "write_tasks")).Should().Contain("needs: execute:mcp write:tasks");
    }

    [Fact]
    public async Task A_setting_lifts_the_need_for_execute_mcp()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Settings["McpAuth:Scopes:ToolCall"] = "");
        var issued = await server.IssueAsync(["write:tasks"]);

        (await server.CallToolAsync(issued.Value, "write_tasks")).Should().Contain("written");
    }

    [Fact]
    public async Task A_tool_served_by_a_handler_needs_execute_mcp_too()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Mcp = mcp =>
            mcp.WithCallToolHandler((_, _) => ValueTask.FromResult(new CallToolResult { Content = [new TextContentBlock { Text = "handled" }] })));

        (await server.CallToolAsync((await server.IssueAsync(["read:tasks"])).Value, "unlisted")).Should().Contain("execute:mcp");
        (await server.CallToolAsync((await server.IssueAsync(["execute:mcp"])).Value, "unlisted")).Should().Contain("handled");
    }

    [Fact]
    public async Task Prompts_are_listed_and_got_by_scope()
    {
        await using var server = await McpTestServer.StartAsync();
        await using var narrow = await server.ConnectAsync((await server.IssueAsync(["read:tasks"])).Value);
        await using var wide = await server.ConnectAsync((await server.IssueAsync(["write:agents"])).Value);

        (await narrow.ListPromptsAsync()).Select(prompt => prompt.Name).Should().Equal("open");
        (await wide.ListPromptsAsync()).Select(prompt => prompt.Name).Should().BeEquivalentTo("open", "about_agents");
        (await wide.GetPromptAsync("about_agents")).Messages.Should().NotBeEmpty();
        var get = async () => await narrow.GetPromptAsync("about_agents");
        (await get.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Resources_and_their_templates_are_listed_and_read_by_scope()
    {
        await using var server = await McpTestServer.StartAsync();
        await using var narrow = await server.ConnectAsync((await server.IssueAsync(["read:tasks"])).Value);
        await using var wide = await server.ConnectAsync((await server.IssueAsync(["read:context"])).Value);

        (await narrow.ListResourcesAsync()).Select(resource => resource.Name).Should().Equal("open");
        (await narrow.ListResourceTemplatesAsync()).Should().BeEmpty();
        (await wide.ListResourcesAsync()).Select(resource => resource.Name).Should().BeEquivalentTo("open", "context");
        (await wide.ListResourceTemplatesAsync()).Should().ContainSingle();
        (await wide.ReadResourceAsync("test://context/x")).Contents.Should().NotBeEmpty();
        foreach (var uri in new[] { "test://context", "test://context/x" })
        {
            var read = async () => await narrow.ReadResourceAsync(uri);
            (await read.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task On_an_ordinary_endpoint_a_narrow_token_is_told_which_scopes_it_lacks()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
            app.MapGet("/tasks", [Authorize(AuthenticationSchemes = McpBearerDefaults.AuthenticationScheme), RequiredScope("write:tasks")] () => "ok"));
        var narrow = await server.IssueAsync(["read:tasks"]);
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", narrow.Value);

        using var response = await server.Http.GetAsync("/tasks");

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Challenge().Should().Contain("error=\"insufficient_scope\"").And.EndWith("scope=\"write:tasks\"");
    }

    [Theory]
    [InlineData("write:tasks write:context", HttpStatusCode.OK)]
    [InlineData("write:tasks", HttpStatusCode.Forbidden)]
    [InlineData("write:context", HttpStatusCode.Forbidden)]
    public async Task An_ordinary_endpoint_needs_all_scopes_of_its_attribute(string scopes, HttpStatusCode expected)
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
            app.MapGet("/both", [Authorize(AuthenticationSchemes = McpBearerDefaults.AuthenticationScheme), RequiredScope("write:tasks", "write:context")] () => "ok"));
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await server.IssueAsync(scopes.Split(' '))).Value);

        using var response = await server.Http.GetAsync("/both");

        response.StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData("write:tasks", HttpStatusCode.OK)]
    [InlineData("read:tasks", HttpStatusCode.Forbidden)]
    public async Task On_an_endpoint_under_RequireMcpAuth_the_token_decides_whatever_the_default_scheme_is(string scope, HttpStatusCode expected)
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
            app.MapGet("/tasks", [RequiredScope("write:tasks")] () => "ok").RequireMcpAuth());
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await server.IssueAsync([scope])).Value);

        using var response = await server.Http.GetAsync("/tasks");

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task A_scope_claim_of_another_scheme_opens_nothing()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Builder = builder => builder.Services.AddSingleton<Microsoft.AspNetCore.Authentication.IClaimsTransformation, ScopeForEveryone>();
            options.Map = app => app.MapGet("/tasks", [Authorize, RequiredScope("write:tasks")] () => "ok");
        });

        using var response = await server.SendAsUserAsync(HttpMethod.Get, "/tasks");

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Admin_in_the_record_opens_every_tool()
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync(["read:tasks"]);
        var record = (await server.Store.FindAsync(issued.Token.Id))!;
        await server.Store.PruneAsync(DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        await server.Store.AddAsync(record with { Scopes = ["mcp:admin"] });

        (await server.CallToolAsync(issued.Value, "write_both")).Should().Contain("written");
    }

    [Fact]
    public void A_requirement_without_a_scope_or_with_a_wrong_name_is_a_mistake()
    {
        FluentActions.Invoking(() => new RequiredScopeAttribute()).Should().Throw<ArgumentException>().WithMessage("*at least one scope name*");
        FluentActions.Invoking(() => new RequiredScopeAttribute("two words")).Should().Throw<ArgumentException>().WithMessage("*RFC 6749*");
        FluentActions.Invoking(() => new RequiredScopeAttribute("read:tasks", "two words")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new RequiredScopeAttribute(null!)).Should().Throw<ArgumentNullException>();
    }

    private sealed class ScopeForEveryone : Microsoft.AspNetCore.Authentication.IClaimsTransformation
    {
        public Task<System.Security.Claims.ClaimsPrincipal> TransformAsync(System.Security.Claims.ClaimsPrincipal principal)
        {
            ((System.Security.Claims.ClaimsIdentity)principal.Identity!).AddClaim(new("scope", "write:tasks"));
            return Task.FromResult(principal);
        }
    }
}
