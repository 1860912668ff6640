using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;
using ModelContextProtocol.AspNetCore;
using Samples.Tests.TokenServer;

namespace Samples.Tests.TypeScript;

public sealed class TypeScriptClientTests(SharedTokenServer shared)
{
    private static readonly string Client = Path.Combine(Repository.Root, "tests", "Samples.Tests", "clients", "typescript");

    [Theory]
    [InlineData(HttpServerSessionMode.Stateless)]
    [InlineData(HttpServerSessionMode.Stateful)]
    public async Task The_official_TypeScript_client_lists_and_calls_tools_with_a_token(HttpServerSessionMode mode)
    {
        SkipWithoutClient();
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = mode);
        var issued = await server.IssueAsync();

        var (exitCode, output) = await RunAsync(new(server.Http.BaseAddress!, "/mcp"), issued.Value);

        exitCode.Should().Be(0, output);
        output.Should().Contain("whoami").And.Contain("write_tasks").And.NotContain("write_both").And.Contain("\"text\":\"alice\"");
    }

    [Fact]
    public async Task It_works_on_the_token_server()
    {
        SkipWithoutClient();
        var server = shared.Process;
        var token = (await server.CreateTokenAsync(await server.SignInAsync(), "execute:mcp", "read:tasks"))["token"]!.GetValue<string>();

        var (exitCode, output) = await RunAsync(new(server.Address, "/mcp/"), token);

        exitCode.Should().Be(0, output);
        output.Should().Contain("list_tasks").And.Contain("MCP Client Token");
    }

    [Fact]
    public async Task It_is_told_that_a_wrong_token_is_wrong()
    {
        SkipWithoutClient();
        await using var server = await McpTestServer.StartAsync();

        var (exitCode, output) = await RunAsync(new(server.Http.BaseAddress!, "/mcp"), "wrong");

        exitCode.Should().NotBe(0);
        output.Should().Contain("The access token is invalid.");
    }

    private static Task<(int ExitCode, string Output)> RunAsync(Uri address, string token) =>
        Command.RunAsync("node", ["client.mjs"], "", Client, ("MCP_URL", address.ToString()), ("MCP_TOKEN", token));

    private static void SkipWithoutClient()
    {
        Assert.SkipUnless(Command.Exists("node"), "Needs Node.js 18 or later: apt-get install nodejs npm");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Client, "node_modules", "@modelcontextprotocol", "sdk")),
            "Needs the TypeScript SDK: npm install --no-package-lock --prefix tests/Samples.Tests/clients/typescript");
    }
}
