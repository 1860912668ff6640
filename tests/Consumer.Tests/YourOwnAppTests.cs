using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Consumer.Tests;

/// <summary>The page <c>docs/your-own-app.md</c>, followed in a new project.</summary>
public sealed partial class YourOwnAppTests(Packages packages)
{
    private const string Guide = "docs/your-own-app.md";
    private const string Password = "try-it-out";

    [Fact]
    public async Task A_user_signs_in_generates_a_token_calls_a_tool_and_revokes_the_token()
    {
        await using var project = await NewProject.CreateAsync("MyServer", packages, Guide);
        await project.WriteAsync("TaskTools.cs", Page.Block(Guide, "class TaskTools"));
        await project.WriteAsync("SignIn.cs", Page.Block(Guide, "class SignIn"));
        await project.WriteAsync("Program.cs", Page.Block(Guide, "app.Run();"));
        await using var server = await SampleProcess.StartProgramAsync(
            await project.BuildAsync(), "Production", ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"), ("DEMO_PASSWORD", Password));
        using var browser = new HttpClient { BaseAddress = server.Http.BaseAddress };

        browser.DefaultRequestHeaders.Add("X-Requested-With", "test");
        await SignInAsync(browser);
        using var page = await browser.GetAsync("/tokens", TestContext.Current.CancellationToken);
        using var created = await browser.PostAsJsonAsync("/api/v2/tokens", new { name = "Mine", scopes = new[] { "execute:mcp", "write:tasks" } }, TestContext.Current.CancellationToken);
        var token = (await created.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        using var accepted = await CallAsync(server, token["token"]!.GetValue<string>());
        using var revoked = await browser.DeleteAsync($"/api/v2/tokens/{token["id"]}", TestContext.Current.CancellationToken);
        using var refused = await CallAsync(server, token["token"]!.GetValue<string>());

        (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("<title>").And.NotContain("Sign in</button>");
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        (await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(@"alice created \u0027Try it\u0027.");
        revoked.StatusCode.Should().Be(HttpStatusCode.NoContent);
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static async Task SignInAsync(HttpClient browser)
    {
        var form = await browser.GetStringAsync("/login", TestContext.Current.CancellationToken);
        var hidden = Hidden().Match(form);
        using var signedIn = await browser.PostAsync(
            "/login",
            new FormUrlEncodedContent([new(hidden.Groups[1].Value, WebUtility.HtmlDecode(hidden.Groups[2].Value)), new("user", "alice"), new("password", Password)]),
            TestContext.Current.CancellationToken);
        signedIn.RequestMessage!.RequestUri!.AbsolutePath.Should().Be("/tokens");
    }

    private static async Task<HttpResponseMessage> CallAsync(SampleProcess server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"create_task","arguments":{"title":"Try it"}},"id":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("*/*");
        request.Headers.Authorization = new("Bearer", token);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("""type="hidden" name="([^"]+)" value="([^"]+)">""")]
    private static partial Regex Hidden();
}
