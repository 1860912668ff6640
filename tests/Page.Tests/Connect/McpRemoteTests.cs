using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Page.Tests.Connect;

/// <summary>mcp-remote, through which applications that start their servers as processes reach a URL.</summary>
public sealed class McpRemoteTests(Chromium chromium, PageServer page, ConnectServer server) : ConnectTest(chromium, page, server)
{
    private const string Name = "MCP CLI Proxy";
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mcp-remote-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task It_connects_by_URL_and_the_application_in_front_of_it_calls_a_tool()
    {
        await using var client = await ConnectAsync();

        (await CallAsync(client, "whoami")).Should().Contain(Name);
        await ShouldBeConnectedAsync(Name, "Nobody vouches for it");
    }

    [Fact]
    public async Task It_asks_at_the_start_for_the_scopes_that_it_is_given()
    {
        await using var client = await ConnectAsync("--static-oauth-client-metadata", """{"scope":"execute:mcp write:tasks"}""");

        (await CallAsync(client, "create_task", ("title", "Through a process"))).Should().Contain("Through a process");
    }

    private async Task<McpClient> ConnectAsync(params string[] arguments)
    {
        var program = NodeClients.Find("mcp-remote", "dist", "proxy.js");
        var prompt = new AuthorizationPrompt();
        var connecting = McpClient.CreateAsync(
            new StdioClientTransport(new()
            {
                Command = NodeClients.Node,
                Arguments = [program, Target.Mcp, .. arguments],
                EnvironmentVariables = new Dictionary<string, string?> { ["MCP_REMOTE_CONFIG_DIR"] = _home.FullName, ["BROWSER"] = "true" },
                StandardErrorLines = prompt.Add,
            }),
            new() { ProtocolVersion = "2025-11-25", InitializationTimeout = Eventually.Deadline },
            cancellationToken: TestContext.Current.CancellationToken);
        var asked = prompt.WaitForUrlAsync();
        await await Task.WhenAny(asked, connecting);
        await ApproveAsync(await asked, Name);
        return await connecting;
    }

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value), cancellationToken: TestContext.Current.CancellationToken);
        return result.Content.OfType<TextContentBlock>().Single().Text;
    }
}
