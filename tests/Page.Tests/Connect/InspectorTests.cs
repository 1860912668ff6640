using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Page.Tests.Connect;

/// <summary>The MCP Inspector, on the command line and as a page.</summary>
public sealed class InspectorTests(Chromium chromium, PageServer page, ConnectServer server) : ConnectTest(chromium, page, server)
{
    private const string Name = "MCP Inspector";
    private static readonly string[] Program = ["@modelcontextprotocol", "inspector", "clients", "launcher", "build", "index.js"];
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("inspector-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Theory]
    [InlineData("legacy")]
    [InlineData("modern")]
    public async Task Its_command_line_connects_by_URL_and_calls_a_tool(string era)
    {
        var program = NodeClients.Find(Program);
        var servers = Path.Combine(_home.FullName, "servers.json");
        await File.WriteAllTextAsync(
            servers,
            JsonSerializer.Serialize(new { mcpServers = new { sample = new { type = "http", url = Target.Mcp, protocolEra = era } } }),
            TestContext.Current.CancellationToken);
        await using var client = NodeClients.Start(
            [program, "--cli", "--config", servers, "--server", "sample", "--callback-url", "http://127.0.0.1:0/oauth/callback", "--method", "tools/call", "--tool-name", "whoami"],
            ("MCP_STORAGE_DIR", _home.FullName),
            ("MCP_AUTO_OPEN_ENABLED", "true"));

        await ApproveAsync(await client.WaitForUrlAsync(), Name);

        (await client.WaitForSuccessAsync()).Should().Contain("subject");
        await ShouldBeConnectedAsync(Name, "Nobody vouches for it");
    }

    [Fact]
    public async Task Its_page_connects_by_URL_and_calls_a_tool()
    {
        var address = $"http://127.0.0.1:{LoopbackPort.Find()}";
        await using var inspector = NodeClients.Start(
            [NodeClients.Find(Program), "--web"],
            ("HOST", "127.0.0.1"),
            ("CLIENT_PORT", new Uri(address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("MCP_CATALOG_PATH", Path.Combine(_home.FullName, "servers.json")),
            ("MCP_STORAGE_DIR", _home.FullName),
            ("MCP_INSPECTOR_API_TOKEN", "a-token-of-this-test"),
            ("MCP_AUTO_OPEN_ENABLED", "false"));
        await ShouldAnswerAsync(address);

        await Page.GotoAsync($"{address}/?serverUrl={Uri.EscapeDataString(Target.Mcp)}&transport=http&autoConnect=a-token-of-this-test");
        await ApproveAsync(Name);
        await Page.Locator("[data-testid=connection-status][data-status=connected]").WaitForAsync();
        await Page.GetByText("Tools", new() { Exact = true }).First.ClickAsync();
        await Page.GetByText("whoami", new() { Exact = true }).First.ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Execute Tool" }).ClickAsync();
        await Page.GetByText("subject").First.WaitForAsync();

        await ShouldBeConnectedAsync(Name, "Nobody vouches for it");
        DropComplaints();
    }

    private static async Task ShouldAnswerAsync(string address)
    {
        using var http = new HttpClient();
        await Eventually.IsSoAsync(async () =>
        {
            try
            {
                using var response = await http.GetAsync(address);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }
}
