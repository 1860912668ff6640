using System.Net;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.TokenServer;

/// <summary>The guide's "Implement automated rotation for production": the script, run on files as people have them.</summary>
public sealed class RotateTokenScriptTests(SharedTokenServer shared) : IDisposable
{
    private const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";
    private const string Nobody = "65534";
    private static readonly string Script = Path.Combine(Repository.Root, "samples", "TokenServer", "rotate-token.sh");
    private readonly TokenServerProcess _server = shared.Process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rotate-token-");

    private string File => Path.Combine(_folder.FullName, "token");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task The_script_puts_the_next_token_into_the_file_and_both_are_good_for_a_while(string lineEnd)
    {
        var (_, first, _) = await CreateAsync(lineEnd);

        var (exitCode, output) = await RunAsync(File);
        var second = (await System.IO.File.ReadAllTextAsync(File)).Trim();

        exitCode.Should().Be(0, output);
        output.Should().BeEmpty();
        second.Should().NotBe(first);
        foreach (var token in new[] { first, second })
        {
            using var response = await _server.PostMcpAsync("/mcp/", ToolsList, token);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        _folder.EnumerateFileSystemInfos().Should().ContainSingle();
    }

    [Theory]
    [InlineData("600")]
    [InlineData("640")]
    [InlineData("664")]
    public async Task The_file_keeps_its_owner_and_its_mode(string mode)
    {
        await CreateAsync();
        await ShellAsync($"chmod {mode} token; [ $(id -u) != 0 ] || chown {Nobody}:{Nobody} token");
        var before = await ShellAsync("stat -c '%a %u %g' token");

        (await RunAsync(File)).ExitCode.Should().Be(0);

        (await ShellAsync("stat -c '%a %u %g' token")).Should().Be(before).And.StartWith(mode);
    }

    [Fact]
    public async Task A_symbolic_link_stays_and_what_it_leads_to_is_replaced()
    {
        var (_, first, _) = await CreateAsync();
        await ShellAsync("mkdir app && ln -s ../token app/link && ln -s link app/link-to-it");

        var (exitCode, output) = await RunAsync(Path.Combine(_folder.FullName, "app", "link-to-it"));

        exitCode.Should().Be(0, output);
        (await ShellAsync("readlink app/link-to-it app/link")).Should().Be("link\n../token\n");
        (await System.IO.File.ReadAllTextAsync(File)).Should().StartWith("eyJ").And.NotContain(first);
    }

    [Fact]
    public async Task Without_room_for_a_token_nothing_is_rotated()
    {
        var (id, first, user) = await CreateAsync();

        // A limit on the size of files, and no signal at it: writing fails, as it does on a full disk.
        var (exitCode, output) = await Command.RunAsync("sh", ["-c", $"trap '' XFSZ; ulimit -f 0; exec sh '{Script}' '{File}' '{Address}'"]);

        exitCode.Should().Be(1);
        output.Should().Contain("The token was not rotated:");
        await ExpectUntouchedAsync(id, first, user);
    }

    [Theory]
    [InlineData("chmod 555 .", "no file can be made beside")]
    [InlineData("chmod 444 token", "cannot be read and written")]
    [InlineData("chmod 777 .; chmod 666 token", "cannot give a new file the owner", true)]
    public async Task Without_the_permission_to_write_nothing_is_rotated(string permissions, string reason, bool isAnothersFile = false)
    {
        var (id, first, user) = await CreateAsync();
        var isRoot = await ShellAsync("id -u") == "0\n";
        Assert.SkipUnless(isRoot || !isAnothersFile, "Needs root, for a file of somebody else's");
        Assert.SkipUnless(!isRoot || Command.Exists("setpriv"), "Needs setpriv where root runs the tests: apt-get install util-linux");
        await ShellAsync(isRoot && !isAnothersFile ? $"chown {Nobody}:{Nobody} . token; {permissions}" : permissions);

        // Nothing is forbidden to root, so root becomes somebody else; the script may be where only root can read.
        var script = await System.IO.File.ReadAllTextAsync(Script);
        string[] shell = ["sh", "-s", "--", File, Address];
        var (exitCode, output) = isRoot
            ? await Command.RunAsync("setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", .. shell], script, _folder.FullName)
            : await Command.RunAsync("sh", shell[1..], script, _folder.FullName);
        await ShellAsync("chmod 700 .");

        exitCode.Should().Be(1);
        output.Should().Contain("The token was not rotated:").And.Contain(reason);
        await ExpectUntouchedAsync(id, first, user);
    }

    [Fact]
    public async Task A_file_that_cannot_be_replaced_is_written()
    {
        var (_, first, _) = await CreateAsync();
        await ShellAsync("mkdir bin && printf '#!/bin/sh\\nexit 1\\n' > bin/mv && chmod +x bin/mv");

        var (exitCode, output) = await RunAsync(File, Path.Combine(_folder.FullName, "bin"));

        exitCode.Should().Be(0, output);
        (await System.IO.File.ReadAllTextAsync(File)).Should().StartWith("eyJ").And.EndWith("\n").And.NotContain(first);
        (await ShellAsync("ls")).Should().Be("bin\ntoken\n");
    }

    [Theory]
    [InlineData("", "must hold a token on one line")]
    [InlineData("one\ntwo\n", "must hold a token on one line")]
    [InlineData("x\"\nurl = \"http://127.0.0.1:9/\n", "must hold a token on one line")]
    [InlineData("Bearer x\n", "must hold a token on one line")]
    [InlineData("not-a-token\n", "The access token is invalid.")]
    public async Task A_file_without_a_good_token_is_left_as_it_is_and_the_script_says_why(string content, string reason)
    {
        await System.IO.File.WriteAllTextAsync(File, content);

        var (exitCode, output) = await RunAsync(File);

        exitCode.Should().Be(1);
        output.Should().Contain(reason);
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be(content);
        _folder.EnumerateFileSystemInfos().Should().ContainSingle();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var (exitCode, output) = await RunAsync(File);

        exitCode.Should().Be(1);
        output.Should().Contain($"{File} is no file.");
    }

    [Fact]
    public async Task A_token_that_may_not_rotate_itself_is_left_in_the_file_and_the_script_says_why()
    {
        var (_, token, _) = await CreateAsync("\n", "execute:mcp");

        var (exitCode, output) = await RunAsync(File);

        exitCode.Should().Be(1);
        output.Should().Contain("lacks a scope").And.NotContain(token);
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be(token + "\n");
    }

    private string Address => _server.Address.ToString().TrimEnd('/');

    private async Task<(string Id, string Token, string User)> CreateAsync(string lineEnd = "\n", params string[] scopes)
    {
        Assert.SkipUnless(Command.Exists("sh") && Command.Exists("curl"), "Needs sh and curl: apt-get install curl");
        var user = await _server.SignInAsync();
        var created = await _server.CreateTokenAsync(user, scopes.Length > 0 ? scopes : ["execute:mcp", "tokens:rotate"]);
        var token = created["token"]!.GetValue<string>();
        await System.IO.File.WriteAllTextAsync(File, token + lineEnd);
        return (created["id"]!.GetValue<string>(), token, user);
    }

    private Task<(int ExitCode, string Output)> RunAsync(string file, string? firstInPath = null) =>
        Command.RunAsync("sh", [Script, file, Address], variables: ("PATH", $"{firstInPath}:{Environment.GetEnvironmentVariable("PATH")}".TrimStart(':')));

    private async Task<string> ShellAsync(string commands)
    {
        var (exitCode, output) = await Command.RunAsync("sh", ["-ec", commands], workingDirectory: _folder.FullName);
        exitCode.Should().Be(0, output);
        return output;
    }

    private async Task ExpectUntouchedAsync(string id, string token, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v2/tokens/{id}");
        using var response = await _server.SendAsync(request, user);
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["former_valid_until"].Should().BeNull("the server was not asked");
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be(token + "\n");
        _folder.EnumerateFileSystemInfos().Should().ContainSingle();
    }
}
