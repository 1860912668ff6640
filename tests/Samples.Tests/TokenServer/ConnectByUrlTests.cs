using System.Net;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.TokenServer;

/// <summary>The one command of the README gives a server that clients connect to by URL.</summary>
public sealed class ConnectByUrlTests
{
    [Theory]
    [InlineData("/mcp")]
    [InlineData("/mcp/")]
    public async Task A_client_connects_by_URL_alone_and_calls_a_tool_as_the_user_who_signed_in(string path)
    {
        await using var server = await TokenServerProcess.StartForClientsAsync();
        using var browser = new ConsentBrowser();
        await browser.SignInAsync(server.Address);

        await using var client = await ClientByUrl.ConnectAsync(server, browser.ApproveAsync, path);

        (await client.CreateTaskAsync("Try it")).Should().Contain("Try it");
    }

    [Fact]
    public async Task A_client_comes_back_when_a_tool_needs_more_and_its_user_is_asked_for_that_alone()
    {
        await using var server = await TokenServerProcess.StartForClientsAsync();
        using var browser = new ConsentBrowser();
        await browser.SignInAsync(server.Address);
        var asked = new List<string>();

        await using var client = await ClientByUrl.ConnectAsync(server, async url =>
        {
            using var shown = await browser.OpenAsync(url);
            asked.Add(string.Join(' ', browser.Asked));
            return await browser.ApproveAsync(url);
        });
        await client.CreateTaskAsync("Needs another scope");

        asked.Should().Equal("execute:mcp", "write:tasks");
    }

    [Fact]
    public async Task A_user_who_is_not_signed_in_goes_to_the_sign_in_page_and_back()
    {
        await using var server = await TokenServerProcess.StartForClientsAsync();
        using var browser = new ConsentBrowser();
        var url = new Uri(server.Address, "/oauth/authorize?response_type=code&client_id=" + await RegisterAsync(server)
            + "&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&resource="
            + Uri.EscapeDataString(new Uri(server.Address, "/mcp").AbsoluteUri));

        using var response = await browser.OpenAsync(url);

        response.StatusCode.Should().Be(HttpStatusCode.Found);
        response.Headers.Location!.PathAndQuery.Should().StartWith("/sign-in?returnUrl=%2Foauth%2Fauthorize");
    }

    [Fact]
    public async Task Outside_Development_it_is_off_until_it_is_configured()
    {
        await using var server = await TokenServerProcess.StartAsync("Production", Directory.CreateTempSubdirectory("tokenserver-"), ownsData: true, Production());

        using var metadata = await server.Http.GetAsync("/.well-known/oauth-authorization-server", TestContext.Current.CancellationToken);

        metadata.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Outside_Development_it_needs_a_public_URL()
    {
        var (exitCode, output) = await TokenServerProcess.RunToEndAsync("Production", [.. Production(), ("ConnectByUrl", "true")]);

        exitCode.Should().NotBe(0);
        output.Should().Contain("AddAuthorizationServer() needs MCP_PUBLIC_URL");
    }

    private static (string Name, string Value)[] Production() =>
    [
        ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"),
        ("ConnectionStrings__TokenServer", $"Data Source={Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db")}"),
    ];

    private static async Task<string> RegisterAsync(TokenServerProcess server)
    {
        using var content = new StringContent("""{"client_name":"A client","redirect_uris":["http://127.0.0.1/callback"]}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync("/oauth/register", content, TestContext.Current.CancellationToken);
        return System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["client_id"]!.GetValue<string>();
    }
}
