namespace Page.Tests.Security;

/// <summary>A token shows once: it is in no address, history, storage or attribute, and no way leads back to it.</summary>
[Collection(nameof(Clipboard))]
public sealed class RevealOnceTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private const string FindInPage = """
        token => {
          const attributes = [...document.querySelectorAll("*")].flatMap(element => [...element.attributes].map(attribute => attribute.value));
          const stored = [localStorage, sessionStorage].flatMap(storage => Object.keys(storage).map(key => key + storage.getItem(key)));
          return [...attributes, ...stored, location.href, JSON.stringify(history.state), document.cookie, document.title].some(text => text?.includes(token));
        }
        """;

    [Fact]
    public async Task While_it_shows_it_is_in_the_text_alone()
    {
        await Page.SignUpAsync(Address);
        var token = await Page.GenerateAsync(Address, "secret", "execute:mcp");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy token" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Page.GetByText("It works").WaitForAsync();

        (await Page.EvaluateAsync<bool>(FindInPage, token)).Should().BeFalse();
        (await Page.EvaluateAsync<int>("localStorage.length + sessionStorage.length")).Should().Be(0);
        (await Page.ContentAsync()).Split(token).Should().HaveCount(2, "it stands in one place");
        RequestedAddresses.Should().NotBeEmpty().And.NotContain(address => address.Contains(token) || address.Contains(token.Split('.')[2]));
        (await Page.Context.CookiesAsync()).Should().NotContain(cookie => cookie.Value.Contains(token));
    }

    [Fact]
    public async Task Reloading_forgets_it()
    {
        await Page.SignUpAsync(Address);
        var token = await CopyAsync();

        await Page.ReloadAsync();
        await Page.Heading("Active Tokens").WaitForAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "secret" }).WaitForAsync();

        (await Page.ContentAsync()).Should().NotContain(token);
    }

    [Theory]
    [InlineData("#active")]
    [InlineData("away")]
    public async Task Neither_back_nor_forward_leads_to_it(string away)
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, "", "Active Tokens");
        await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Generate Token" }).ClickAsync();
        await Page.FillNewTokenAsync("secret", "execute:mcp");
        await Page.Submit().ClickAsync();
        var token = await Page.ShownTokenAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy token" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();
        if (away == "away")
        {
            await Page.GotoAsync(Address + "/sign-in");
        }
        else
        {
            await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Active Tokens" }).ClickAsync();
        }

        await Page.GoBackAsync();
        await Page.Heading("Active Tokens").WaitForAsync();
        (await Page.ContentAsync()).Should().NotContain(token);
        await Page.GoBackAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "secret" }).WaitForAsync();
        (await Page.ContentAsync()).Should().NotContain(token);
        await Page.GoForwardAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "secret" }).WaitForAsync();
        (await Page.ContentAsync()).Should().NotContain(token);
    }

    [Fact]
    public async Task A_second_tab_does_not_have_it()
    {
        await Page.SignUpAsync(Address);
        var token = await CopyAsync();
        var second = await Context.NewPageAsync();

        await second.GotoAsync(Page.Url);
        await second.GetByRole(AriaRole.Link, new() { Name = "secret" }).ClickAsync();
        await second.Heading("secret").WaitForAsync();

        (await second.ContentAsync()).Should().NotContain(token);
    }

    [Fact]
    public async Task Leaving_without_having_copied_it_is_asked_about()
    {
        await Page.SignUpAsync(Address);
        await Page.GenerateAsync(Address, "secret", "execute:mcp");

        await Page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByText("Leave without copying the token?").WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await Page.ShownTokenAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();

        await Page.Heading("secret").WaitForAsync();
    }

    private async Task<string> CopyAsync()
    {
        var token = await Page.GenerateAsync(Address, "secret", "execute:mcp");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy token" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();
        return token;
    }
}
