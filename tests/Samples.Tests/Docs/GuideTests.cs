using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Samples;
using Samples.Tests.TokenServer;

namespace Samples.Tests.Docs;

/// <summary>Runs what docs/guide.md tells its readers to run, filled in and otherwise to the letter.</summary>
public sealed class GuideTests(SharedTokenServer shared)
{
    private const string Guide = "docs/guide.md";

    [Fact]
    public async Task Every_curl_line_of_the_guide_does_what_it_says()
    {
        Assert.SkipUnless(Command.Exists("bash") && Command.Exists("curl"), "Needs bash and curl: apt-get install curl");
        var server = shared.Process;

        (await CurlAsync(server, "auth/register")).Should().BeEmpty();
        var user = JsonNode.Parse(await CurlAsync(server, "auth/login"))!["accessToken"]!.GetValue<string>();
        var created = JsonNode.Parse(await CurlAsync(server, "MCP Client Token", ("YOUR_USER_TOKEN", user)))!;
        var token = created["token"]!.GetValue<string>();
        var initialized = JsonNode.Parse(await CurlAsync(server, "\"initialize\"", ("YOUR_TOKEN", token)))!;
        var called = await CurlAsync(server, "tools/call", ("YOUR_TOKEN", token));
        var listed = JsonNode.Parse(await CurlAsync(server, "curl http", ("YOUR_USER_TOKEN", user)))!;
        var validated = JsonNode.Parse(await CurlAsync(server, "/validate", ("YOUR_API_TOKEN", token)))!;
        var usage = JsonNode.Parse(await CurlAsync(server, "/usage", ("YOUR_USER_TOKEN", user), ("{token_id}", created["id"]!.GetValue<string>())))!;
        var rotated = JsonNode.Parse(await CurlAsync(server, "/rotate", ("YOUR_USER_TOKEN", user), ("{token_id}", created["id"]!.GetValue<string>())))!;
        var revoked = await CurlAsync(server, "DELETE", ("YOUR_USER_TOKEN", user), ("{token_id}", created["id"]!.GetValue<string>()));
        var refused = await CurlAsync(server, "\"initialize\"", ("YOUR_TOKEN", rotated["token"]!.GetValue<string>()));

        initialized["id"]!.GetValue<int>().Should().Be(1);
        initialized["result"]!["protocolVersion"]!.GetValue<string>().Should().Be("2025-06-18");
        called.Should().Contain("Try it");
        listed["total"]!.GetValue<int>().Should().Be(1);
        validated["scopes"]!.AsArray().Should().HaveCount(3);
        usage["total_requests"]!.GetValue<long>().Should().Be(3, "validating is a request of the token");
        usage["outcomes"]!.ToJsonString().Should().Be("""{"succeeded":3}""");
        usage["tools"]!["create_task"]!["succeeded"]!.GetValue<long>().Should().Be(1);
        usage["rate_limit"]!["remaining"]!.GetValue<long>().Should().Be(997);
        usage["recent_addresses"]![0]!["address"]!.GetValue<string>().Should().Be("127.0.0.1");
        rotated["id"]!.GetValue<string>().Should().Be(created["id"]!.GetValue<string>());
        revoked.Should().BeEmpty();
        refused.Should().Contain("The access token was revoked.");
    }

    [Theory]
    [InlineData("/usr/bin/python3", "python", "-")]
    [InlineData("node", "javascript", "--input-type=module")]
    public async Task The_program_of_the_guide_initializes(string program, string language, string argument)
    {
        Assert.SkipUnless(Command.Exists(program), $"Needs {program}: apt-get install python3-httpx nodejs");
        Assert.SkipUnless(language != "python" || (await Command.RunAsync(program, ["-c", "import httpx"])).ExitCode == 0, "Needs httpx: apt-get install python3-httpx");
        var server = shared.Process;
        var token = (await server.CreateTokenAsync(await server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();

        var (exitCode, output) = await Command.RunAsync(program, [argument], Fill(server, CodeBlock.Of(Guide, language, "YOUR_TOKEN"), ("YOUR_TOKEN", token)));

        exitCode.Should().Be(0, output);
        output.Should().Contain("2025-06-18").And.Contain("dhafnck-token-server");
    }

    private static async Task<string> CurlAsync(TokenServerProcess server, string containing, params (string Placeholder, string Value)[] values)
    {
        var line = Fill(server, CodeBlock.Of(Guide, "bash", containing), values);
        var (exitCode, output) = await Command.RunAsync("bash", ["-c", line.Replace("curl ", "curl -sS ", StringComparison.Ordinal)]);
        exitCode.Should().Be(0, output);
        return output;
    }

    private static string Fill(TokenServerProcess server, string text, params (string Placeholder, string Value)[] values) =>
        values.Aggregate(
            text.Replace("http://localhost:8000/", server.Address.ToString(), StringComparison.Ordinal),
            (filled, value) => filled.Replace(value.Placeholder, value.Value, StringComparison.Ordinal));
}
