using System.Net;
using Dhafnck.McpAuth.Testing.Samples;

namespace Samples.Tests.TokenServer;

/// <summary>The guide's "Implement automated rotation for production".</summary>
public sealed class RotateTokenScriptTests(SharedTokenServer shared) : IDisposable
{
    private const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";
    private static readonly string Script = Path.Combine(Repository.Root, "samples", "TokenServer", "rotate-token.sh");
    private readonly TokenServerProcess _server = shared.Process;
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_script_puts_the_next_token_into_the_file_and_both_are_good_for_a_while()
    {
        Assert.SkipUnless(Command.Exists("sh") && Command.Exists("curl"), "Needs sh and curl: apt-get install curl");
        var first = (await _server.CreateTokenAsync(await _server.SignInAsync(), "execute:mcp", "tokens:rotate"))["token"]!.GetValue<string>();
        await File.WriteAllTextAsync(_file, first + "\n");

        var (exitCode, output) = await Command.RunAsync("sh", [Script, _file, _server.Address.ToString().TrimEnd('/')]);
        var second = (await File.ReadAllTextAsync(_file)).Trim();

        exitCode.Should().Be(0, output);
        output.Should().BeEmpty();
        second.Should().NotBe(first);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        foreach (var token in new[] { first, second })
        {
            using var response = await _server.PostMcpAsync("/mcp/", ToolsList, token);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_token_that_may_not_rotate_itself_is_left_in_the_file_and_the_script_says_why()
    {
        Assert.SkipUnless(Command.Exists("sh") && Command.Exists("curl"), "Needs sh and curl: apt-get install curl");
        var token = (await _server.CreateTokenAsync(await _server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();
        await File.WriteAllTextAsync(_file, token);

        var (exitCode, output) = await Command.RunAsync("sh", [Script, _file, _server.Address.ToString().TrimEnd('/')]);

        exitCode.Should().Be(1);
        output.Should().Contain("lacks a scope").And.NotContain(token);
        (await File.ReadAllTextAsync(_file)).Should().Be(token);
    }
}
