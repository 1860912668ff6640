namespace Page.Tests.Forms;

/// <summary>A sign-in that ends while a person works says so, and what was typed stays.</summary>
public sealed class LostSignInTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Fact]
    public async Task A_form_is_sent_after_signing_in_again_in_another_tab()
    {
        var email = await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, "#generate", "Generate Token");
        await Page.FillNewTokenAsync("typed before", "execute:mcp", "read:tasks");
        await Context.ClearCookiesAsync();

        await Page.Submit().ClickAsync();
        var notice = Page.Locator(".notice");
        await notice.GetByText("You are signed out.").WaitForAsync();
        await Assertions.Expect(notice).ToBeFocusedAsync();
        await notice.GetByRole(AriaRole.Button, new() { Name = "I have signed in" }).ClickAsync();
        await notice.GetByText("You are still signed out.").WaitForAsync();
        var other = await Context.RunAndWaitForPageAsync(() => notice.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync());
        await other.GetByLabel("Email").FillAsync(email);
        await other.GetByLabel("Password").FillAsync(Steps.Password);
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await other.Heading("Active Tokens").WaitForAsync();
        await other.CloseAsync();
        await notice.GetByRole(AriaRole.Button, new() { Name = "I have signed in" }).ClickAsync();
        await notice.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Page.Submit().ClickAsync();

        await Page.ShownTokenAsync();
        (await Page.ListAsync(Address)).Single().GetProperty("name").GetString().Should().Be("typed before");
    }

    [Fact]
    public async Task Someone_else_who_signs_in_sees_nothing_of_the_one_before()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, "#generate", "Generate Token");
        await Page.FillNewTokenAsync("private plans", "execute:mcp");
        await Context.ClearCookiesAsync();
        await Page.Submit().ClickAsync();
        await Page.Locator(".notice").WaitForAsync();
        var other = await Context.NewPageAsync();
        await other.RegisterAsync(Address);
        await other.CloseAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "I have signed in" }).ClickAsync();

        await Assertions.Expect(Page.GetByLabel("Name")).ToHaveValueAsync("");
        await Assertions.Expect(Page.Locator(".notice")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_view_that_could_not_be_read_is_read_again()
    {
        var email = await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, "", "Active Tokens");
        await Page.GetByText("You have no active token").WaitForAsync();
        await Context.ClearCookiesAsync();
        await Page.GetByLabel("Sort").SelectOptionAsync("Name");
        await Page.Locator(".notice").WaitForAsync();
        var other = await Context.NewPageAsync();
        await other.GotoAsync(Address + "/sign-in");
        await other.GetByLabel("Email").FillAsync(email);
        await other.GetByLabel("Password").FillAsync(Steps.Password);
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await other.WaitForURLAsync(Address + "/");

        await Page.GetByRole(AriaRole.Button, new() { Name = "I have signed in" }).ClickAsync();

        await Page.GetByText("You have no active token").WaitForAsync();
    }
}
