namespace Page.Tests.Guide;

/// <summary>"Test connection" says in words what came of it.</summary>
[Collection(nameof(Clipboard))]
public sealed class ConnectionTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Fact]
    public async Task A_token_that_was_revoked_meanwhile_is_refused_and_the_page_says_why()
    {
        await Page.SignUpAsync(Address);
        await Page.GenerateAsync(Address, "revoked", "execute:mcp");
        var id = (await Page.ListAsync(Address)).Single().GetProperty("id").GetString();
        await Page.APIRequest.DeleteAsync($"{Address}/api/v2/tokens/{id}", new() { Headers = new Dictionary<string, string> { ["X-Requested-With"] = "test" } });

        await TestAsync();

        await Page.GetByText("Refused (401). The server does not accept the token. The access token was revoked.").WaitForAsync();
    }

    [Fact]
    public async Task A_limit_that_is_used_up_is_told_with_when_to_try_again()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, "#generate", "Generate Token");
        await Page.FillNewTokenAsync("limited", "execute:mcp");
        await Page.UnfoldAsync();
        await Page.GetByLabel("Limit per hour").FillAsync("1");
        await Page.Submit().ClickAsync();
        await Page.ShownTokenAsync();

        await TestAsync();

        await Assertions.Expect(Page.Locator(".result")).ToContainTextAsync("Over the limit (429). The token has made as many requests as its limit allows. Try again in");
        await Assertions.Expect(Page.Locator(".result")).ToContainTextAsync("minutes.");
    }

    [Theory]
    [InlineData(403, "Not permitted (403). The token is good, but it may not do this. The scope x is missing.")]
    [InlineData(503, "Not ready (503). The server cannot check tokens at the moment.")]
    [InlineData(500, "Failed (500). The scope x is missing.")]
    [InlineData(0, "No answer.")]
    [InlineData(200, "No answer.")]
    public async Task Whatever_else_comes_back_is_explained(int status, string message)
    {
        await Page.SignUpAsync(Address);
        await Page.GenerateAsync(Address, "other", "execute:mcp");
        await Page.RouteAsync("**/mcp", route => status switch
        {
            0 => route.AbortAsync(),
            200 => route.FulfillAsync(new() { ContentType = "text/html", Body = "<p>Not an MCP server.</p>" }),
            _ => route.FulfillAsync(new() { Status = status, ContentType = "application/problem+json", Body = """{"detail":"The scope x is missing."}""" }),
        });

        await TestAsync();

        await Assertions.Expect(Page.Locator(".result")).ToContainTextAsync(message);
    }

    [Fact]
    public async Task A_page_without_the_clipboards_interface_copies_all_the_same()
    {
        await Page.AddInitScriptAsync("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        await Page.SignUpAsync(Address);
        var token = await Page.GenerateAsync(Address, "plain http", "execute:mcp");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy token" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();

        (await ReadClipboardAsync()).Should().Be(token);
        (await Page.Locator("textarea").CountAsync()).Should().Be(0);
    }

    private Task TestAsync() => Page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
}
