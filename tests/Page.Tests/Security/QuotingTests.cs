using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;
using Microsoft.AspNetCore.Builder;

namespace Page.Tests.Security;

/// <summary>A link chooses the parameter of a route, and that stands in the address of the texts to copy: it stays text there.</summary>
[Collection(nameof(Clipboard))]
public sealed class QuotingTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Theory]
    [InlineData("$(touch pwned)")]
    [InlineData("';touch pwned;'")]
    [InlineData("a&touch pwned&b")]
    [InlineData("[1-3]")]
    [InlineData("!x*~")]
    public async Task The_curl_line_of_a_forged_link_calls_the_server_and_runs_nothing_else(string tenant)
    {
        Assert.SkipUnless(Command.Exists("curl"), "Needs curl: apt-get install curl");
        await using var host = await Setup.StartAsync();
        var folder = Directory.CreateTempSubdirectory("quoting-");
        try
        {
            await GenerateAsync(host, tenant);

            var (exitCode, output) = await Command.RunAsync("bash", ["-s"], "set -e\n" + await CopyAsync("curl"), folder.FullName);

            exitCode.Should().Be(0, output);
            output.Should().Contain("\"serverInfo\"");
            folder.EnumerateFileSystemInfos().Should().BeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Cursor", "mcpServers")]
    [InlineData("VS Code", "servers")]
    [InlineData("Claude Code", "mcpServers")]
    [InlineData("Gemini CLI", "mcpServers", "httpUrl")]
    [InlineData("Windsurf", "mcpServers", "serverUrl")]
    public async Task A_file_of_a_client_has_the_address_as_text_and_no_variable_in_it(string client, string key, string member = "url")
    {
        await using var host = await Setup.StartAsync();
        await GenerateAsync(host, "$HOME${env:HOME}\"");

        var entry = JsonDocument.Parse(await CopyAsync(client)).RootElement.GetProperty(key).EnumerateObject().Single().Value;

        entry.GetProperty(member).GetString().Should().StartWith(Origin(host)).And.EndWith("/mcp").And.NotContain("$").And.NotContain("{");
    }

    [Fact]
    public async Task A_configured_public_address_stands_in_the_place_of_what_the_browser_sees()
    {
        await using var host = await Setup.StartAsync(("MCP_PUBLIC_URL", "https://mcp.example.com/base/"));
        await GenerateAsync(host, "acme");

        (await CopyAsync("curl")).Should().Contain("'https://mcp.example.com/base/acme/mcp'").And.NotContain("127.0.0.1");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Page.GetByText("It works").WaitForAsync();
    }

    private static McpTestServerOptions Setup => new()
    {
        Map = app =>
        {
            var tenant = app.MapGroup("/{tenant}");
            tenant.MapMcp("/mcp").RequireMcpAuth();
            tenant.MapMcpTokens("/api").RequireAuthorization("signed-in");
            tenant.MapMcpTokenPage().RequireAuthorization("signed-in");
        },
    };

    private async Task<string> GenerateAsync(McpTestServer host, string tenant)
    {
        await Context.SetExtraHTTPHeadersAsync([new("X-User", "alice")]);
        return await Page.GenerateAsync($"{Origin(host)}/{Uri.EscapeDataString(tenant)}", "quoted", "execute:mcp");
    }

    private async Task<string> CopyAsync(string client)
    {
        await Page.GetByRole(AriaRole.Tab, new() { Name = client, Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy with token" }).ClickAsync();
        await Page.GetByRole(AriaRole.Tabpanel).GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();
        return await ReadClipboardAsync();
    }

    private static string Origin(McpTestServer host) => host.Http.BaseAddress!.ToString().TrimEnd('/');
}
