using System.Text.RegularExpressions;

namespace Page.Tests.Security;

[Collection(nameof(Clipboard))]
public sealed partial class MarkupTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private const string Name = "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script><b>{assets}</b>";

    [Fact]
    public async Task A_name_full_of_markup_shows_as_text_everywhere_and_runs_nothing()
    {
        await Page.SignUpAsync(Address);
        await Page.GenerateAsync(Address, Name, "execute:mcp");
        await ExpectTextAsync("Copy your token");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy token" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await ExpectTextAsync(Name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(Name);
        await Page.Keyboard.PressAsync("Escape");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(Name);
        await Page.Keyboard.PressAsync("Escape");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Assertions.Expect(Page.GetByLabel("Name")).ToHaveValueAsync(Name);
        await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Active Tokens" }).ClickAsync();
        await ExpectTextAsync("Active Tokens");

        (await Page.EvaluateAsync<bool>("'ran' in window")).Should().BeFalse();
        (await Page.Locator("main img, main b, main script").CountAsync()).Should().Be(0);
    }

    private async Task ExpectTextAsync(string heading)
    {
        await Page.Heading(heading).WaitForAsync();
        await Assertions.Expect(Page.Locator("main")).ToContainTextAsync(Name);
    }

    [Fact]
    public async Task The_page_is_shown_in_no_frame_and_takes_no_markup_from_scripts()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, "", "Active Tokens");

        var refused = await Page.EvaluateAsync<string>("(() => { try { document.body.innerHTML = '<p>x</p>'; return 'set'; } catch (error) { return error.message; } })()");

        refused.Should().MatchRegex(TrustedHtml());
        DropComplaints();
    }

    [GeneratedRegex("TrustedHTML")]
    private static partial Regex TrustedHtml();
}
