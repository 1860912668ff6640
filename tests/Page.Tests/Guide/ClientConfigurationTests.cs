using Dhafnck.McpAuth.TestKit.Samples;

namespace Page.Tests.Guide;

/// <summary>The configurations to copy have the server's address and the token, and those that are programs run.</summary>
[Collection(nameof(Clipboard))]
public sealed class ClientConfigurationTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private static readonly string TypeScriptClient = Path.Combine(Repository.Root, "tests", "Samples.Tests", "clients", "typescript");

    [Fact]
    public async Task Each_client_gets_its_configuration_to_share_and_with_the_token()
    {
        await Page.SignUpAsync(Address);
        var token = await Page.GenerateAsync(Address, "clients", "execute:mcp");

        foreach (var client in AllClients)
        {
            var shared = await CopyAsync(client, "Copy configuration");
            var filled = await CopyAsync(client, "Copy with token");

            filled.Should().Contain($"{Address}/mcp").And.Contain(token);
            shared.Should().Contain($"{Address}/mcp").And.NotContain(token).And.Contain(client switch
            {
                "Cursor" or "Windsurf" => "${env:MCP_TOKEN}",
                "VS Code" => "${input:mcp-token}",
                "Claude Code" or "Gemini CLI" => "${MCP_TOKEN}",
                "Claude Desktop" => "YOUR_TOKEN",
                "Codex" => "bearer_token_env_var = \"MCP_TOKEN\"",
                _ => "MCP_TOKEN",
            });
            (await Page.Locator("pre").InnerTextAsync()).Trim().Should().Be(shared.Trim(), "the token shows in one place alone");
        }
    }

    [Fact]
    public async Task Each_tokens_page_has_the_configurations_without_the_token()
    {
        await Page.SignUpAsync(Address);
        var created = await Page.CreateAsync(Address, new { name = "later", scopes = new[] { "execute:mcp" } });
        await Page.OpenViewAsync(Address, $"#token/{created.GetProperty("id").GetString()}", "later");

        foreach (var client in AllClients)
        {
            (await CopyAsync(client, "Copy configuration")).Should().Contain($"{Address}/mcp");
        }

        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Copy with token" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_curl_line_initializes()
    {
        Assert.SkipUnless(Command.Exists("curl"), "Needs curl: apt-get install curl");

        (await RunAsync("curl", "bash", ["-s"])).Should().Contain("dhafnck-token-server");
    }

    [Fact]
    public async Task The_Python_program_initializes()
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python) && (await Command.RunAsync(python, ["-c", "import httpx"])).ExitCode == 0, "Needs httpx: apt-get install python3-httpx");

        (await RunAsync("Python", python, ["-"])).Should().StartWith("200").And.Contain("dhafnck-token-server");
    }

    [Fact]
    public async Task The_TypeScript_program_lists_the_tools()
    {
        Assert.SkipUnless(Command.Exists("node"), "Needs Node.js 18 or later: apt-get install nodejs npm");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(TypeScriptClient, "node_modules", "@modelcontextprotocol", "client")),
            "Needs the TypeScript SDK: npm install --no-package-lock --prefix tests/Samples.Tests/clients/typescript");

        (await RunAsync("TypeScript", "node", ["--input-type=module"])).Should().Contain("list_tasks").And.Contain("whoami");
    }

    private static string[] AllClients =>
        ["Cursor", "VS Code", "Claude Code", "Claude Desktop", "Codex", "Gemini CLI", "Windsurf", "curl", "Python", "TypeScript", "C#"];

    private async Task<string> RunAsync(string client, string program, string[] arguments)
    {
        await Page.SignUpAsync(Address);
        await Page.GenerateAsync(Address, "clients", "execute:mcp", "read:tasks");
        var (exitCode, output) = await Command.RunAsync(program, arguments, await CopyAsync(client, "Copy with token"), program == "node" ? TypeScriptClient : null);
        exitCode.Should().Be(0, output);
        return output;
    }

    private async Task<string> CopyAsync(string client, string button)
    {
        await Page.GetByRole(AriaRole.Tab, new() { Name = client, Exact = true }).ClickAsync();
        await Page.EvaluateAsync("navigator.clipboard.writeText('')");
        var copy = Page.GetByRole(AriaRole.Tabpanel).Locator("button").Nth(button.EndsWith("token", StringComparison.Ordinal) ? 1 : 0);
        await copy.ClickAsync();
        await Assertions.Expect(copy).ToHaveTextAsync("Copied");
        return await ReadClipboardAsync();
    }
}
