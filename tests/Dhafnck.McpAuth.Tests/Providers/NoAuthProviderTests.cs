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

    private static Task<McpTestServer> StartAsync() =>
        McpTestServer.StartAsync(options =>
        {
            options.Settings = [];
            options.Environment = "Development";
            options.Map = app => app.MapMcp("/mcp").RequireMcpAuth();
        });
}
