using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Conformance.Tests;

/// <summary>The authorization server of the token server, as the README's one command starts it.</summary>
public sealed class AuthorizationServerTests
{
    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task The_official_suite_passes_all_its_scenarios_for_authorization_servers(string version)
    {
        ConformanceSuite.SkipWithout();
        await using var server = await TokenServerProcess.StartForClientsAsync();
        using var browser = new ConsentBrowser();
        await browser.SignInAsync(server.Address);
        var issuer = server.Address.GetLeftPart(UriPartial.Authority);

        var checks = await ConformanceSuite.RunAuthorizationAsync(issuer, issuer + "/mcp", await RegisterAsync(server), version, async url =>
        {
            var answer = await browser.ApproveAsync(url);
            using var suite = await server.Http.GetAsync(answer.Address, TestContext.Current.CancellationToken);
            suite.EnsureSuccessStatusCode();
        });

        checks.Where(check => check.Status != "SUCCESS").Should().BeEmpty();
        checks.Select(check => check.Id).Should().Contain(["authorization-server-metadata", "authorization-server-metadata-cimd", "authorization-code-grant"]);
    }

    private static async Task<string> RegisterAsync(TokenServerProcess server)
    {
        using var response = await server.Http.PostAsJsonAsync(
            "/oauth/register",
            new { client_name = "The suite", redirect_uris = new[] { "http://127.0.0.1/callback" } },
            TestContext.Current.CancellationToken);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["client_id"]!.GetValue<string>();
    }
}
