using Dhafnck.McpAuth.Testing.Samples;

namespace Page.Tests.Guide;

/// <summary>The configurations to copy have the server's address and the token, and those that are programs run.</summary>
[Collection(nameof(Clipboard))]
public sealed class ClientConfigurationTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private static readonly string TypeScriptClient = Path.Combine(Repository.Root, "tests", "Samples.Tests", "clients", "typescript");

    [Fact]
    public async Task Each_client_gets_its_configuration_with_the_token_or_a_placeholder()
    {
        await Page.RegisterAsync(Address);
        var token = await Page.GenerateAsync(Address, "clients", "execute:mcp");

        foreach (var client in new[] { "Cursor", "VS Code", "Claude Code", "curl", "Python", "TypeScript", "C#" })
        {
            var filled = await CopyAsync(client, "Copy with token");
            var empty = await CopyAsync(client, "Copy with placeholder");

            filled.Should().Contain($"{Address}/mcp").And.Contain(token).And.NotContain("YOUR_TOKEN");
            empty.Should().Be(filled.Replace(token, "YOUR_TOKEN", StringComparison.Ordinal));
            (await Page.Locator("pre").InnerTextAsync()).Trim().Should().Be(empty.Trim(), "the token shows in one place alone");
        }
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
            Directory.Exists(Path.Combine(TypeScriptClient, "node_modules", "@modelcontextprotocol", "sdk")),
            "Needs the TypeScript SDK: npm install --no-package-lock --prefix tests/Samples.Tests/clients/typescript");

        (await RunAsync("TypeScript", "node", ["--input-type=module"])).Should().Contain("list_tasks").And.Contain("whoami");
    }

    private async Task<string> RunAsync(string client, string program, string[] arguments)
    {
        await Page.RegisterAsync(Address);
        await Page.GenerateAsync(Address, "clients", "execute:mcp", "read:tasks");
        var (exitCode, output) = await Command.RunAsync(program, arguments, await CopyAsync(client, "Copy with token"), program == "node" ? TypeScriptClient : null);
        exitCode.Should().Be(0, output);
        return output;
    }

    private async Task<string> CopyAsync(string client, string button)
    {
        await Page.GetByRole(AriaRole.Tab, new() { Name = client, Exact = true }).ClickAsync();
        await Page.EvaluateAsync("navigator.clipboard.writeText('')");
        var copy = Page.GetByRole(AriaRole.Tabpanel).Locator("button").Nth(button.EndsWith("token", StringComparison.Ordinal) ? 0 : 1);
        await copy.ClickAsync();
        await Assertions.Expect(copy).ToHaveTextAsync("Copied");
        return await ReadClipboardAsync();
    }
}
