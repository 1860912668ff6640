using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.TokenServer;

/// <summary>docs/token-scanning.md on the token server: tokens with a prefix, and the report of one that leaked.</summary>
public sealed class TokenScanningTests
{
    private const string Secret = "a-secret-of-the-scanner-0123456789abcdef";
    private const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";

    [Theory]
    [InlineData("MCP_SCANNER_SECRET")]
    [InlineData("McpAuth__Scanners__Secret")]
    public async Task A_token_with_a_prefix_works_and_a_report_ends_it(string setting)
    {
        await using var server = await TokenServerProcess.StartAsync(("McpAuth__Jwt__TokenPrefix", "office_"), (setting, Secret));
        var created = await server.CreateTokenAsync(await server.SignInAsync(), "execute:mcp", "read:tasks");
        var token = created["token"]!.GetValue<string>();
        token.Should().StartWith("office_ey");
        using var before = await server.PostMcpAsync("/mcp/", ToolsList, token);

        using var report = new HttpRequestMessage(HttpMethod.Post, "/api/v2/scanner-reports") { Content = JsonContent.Create(new[] { new { token, type = "office_api_token", url = "", source = "commit" } }) };
        report.Headers.Add("X-Scanner-Secret", Secret);
        using var answer = await server.Http.SendAsync(report, TestContext.Current.CancellationToken);
        using var after = await server.PostMcpAsync("/mcp/", ToolsList, token);

        before.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<JsonArray>(TestContext.Current.CancellationToken))!.Single()!["label"]!.GetValue<string>().Should().Be("true_positive");
        after.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }
}
