using System.Net;
using Dhafnck.McpAuth.Testing.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Dhafnck.McpAuth.Tests.Providers;

public sealed class NoAuthProviderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("whatever")]
    [InlineData("not a token \"")]
    public async Task Everyone_may_come_in_whatever_they_present(string? token)
    {
        await using var server = await StartAsync();

        using var response = await server.ListToolsAsync(token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Everyone_is_one_subject_with_every_scope_but_admin()
    {
        await using var server = await StartAsync();

        (await server.CallToolAsync(null, "whoami")).Should().Contain("anonymous");
        (await server.CallToolAsync(null, "write_both")).Should().Contain("written");
    }

    [Theory]
    [InlineData("evil.example", "Development", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1.evil.example", "Development", HttpStatusCode.Unauthorized)]
    [InlineData("localhost", "Development", HttpStatusCode.OK)]
    [InlineData("[::1]", "Development", HttpStatusCode.OK)]
    [InlineData("mcp.example", "Production", HttpStatusCode.OK)]
    public async Task In_development_no_page_reaches_it_under_a_name_of_its_own(string host, string environment, HttpStatusCode expected)
    {
        await using var server = await StartAsync(environment);
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Headers.Host = host;

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(expected);
    }

    private static Task<McpTestServer> StartAsync(string environment = "Development") =>
        McpTestServer.StartAsync(options =>
        {
            options.Settings = new() { ["MCP_AUTH_TYPE"] = "none" };
            options.Environment = environment;
            options.Map = app => app.MapMcp("/mcp").RequireMcpAuth();
        });
}
