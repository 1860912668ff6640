namespace Page.Tests.Accessibility;

/// <summary>Every action by keyboard alone, with the focus where a person expects it.</summary>
public sealed class KeyboardTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Fact]
    public async Task A_token_is_generated_edited_rotated_and_revoked_without_a_mouse()
    {
        await Page.GotoAsync(Address + "/account/register");
        await TabToAsync("Email", "input");
        await Page.Keyboard.TypeAsync($"{Guid.NewGuid():N}@example.com");
        await TabToAsync("Password", "input");
        await Page.Keyboard.TypeAsync(Steps.Password);
        await Page.Keyboard.PressAsync("Enter");
        await Page.WaitForURLAsync(Address + "/");
        await TabToAsync("API Tokens");
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByText("You have no active token").WaitForAsync();

        await TabToAsync("Generate Token");
        await Page.Keyboard.PressAsync("Enter");
        await ExpectFocusOnHeadingAsync("Generate Token");
        await TabToAsync("Name", "input");
        await Page.Keyboard.TypeAsync("by hand");
        await TabToAsync("Read and write");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("input[value='write:tasks']")).ToBeCheckedAsync();
        await TabToAsync("This token will be able to call 9 of 9 tools");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator(".tool-list")).ToBeVisibleAsync();
        await TabToAsync("30 days", "input");
        await Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Page.GetByLabel("90 days")).ToBeCheckedAsync();
        await TabToAsync("Limit, addresses and key 1000 requests per hour, from any address");
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync("Limit per hour", "input");
        await Page.Keyboard.PressAsync("Enter");

        await ExpectFocusOnHeadingAsync("Copy your token");
        await TabToAsync("Test connection");
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByText("It works").WaitForAsync();
        (await Page.FocusedAsync()).Should().Be("Test connection");
        await TabToAsync("Cursor");
        await Page.Keyboard.PressAsync("End");
        (await Page.FocusedAsync()).Should().Be("C#");
        await Assertions.Expect(Page.Locator("pre")).ToContainTextAsync("ModelContextProtocol.Client");
        await Page.Keyboard.PressAsync("ArrowRight");
        (await Page.FocusedAsync()).Should().Be("Cursor");
        await TabToAsync("Done", backwards: true);
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        (await Page.FocusedAsync()).Should().Be("Stay");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");

        await ExpectFocusOnHeadingAsync("by hand");
        await TabToAsync("Edit");
        await Page.Keyboard.PressAsync("Enter");
        await ExpectFocusOnHeadingAsync("Edit token");
        await TabToAsync("Name", "input");
        await Page.Keyboard.TypeAsync("renamed by hand");
        await Page.Keyboard.PressAsync("Enter");
        await ExpectFocusOnHeadingAsync("renamed by hand");

        await TabToAsync("Rotate");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.GetByLabel("The former token stays good")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        (await Page.FocusedAsync()).Should().Be("Rotate");
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync("Rotate token");
        await Page.Keyboard.PressAsync("Enter");
        await ExpectFocusOnHeadingAsync("Copy the new token");
        await TabToAsync("Done");
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync("Leave");
        await Page.Keyboard.PressAsync("Enter");

        await ExpectFocusOnHeadingAsync("renamed by hand");
        await TabToAsync("Revoke");
        await Page.Keyboard.PressAsync("Enter");
        (await Page.FocusedAsync()).Should().Be("Cancel");
        await TabToAsync("Revoke token");
        await Page.Keyboard.PressAsync("Enter");
        await Page.Locator(".badge.revoked").WaitForAsync();
        await ExpectFocusOnHeadingAsync("renamed by hand");
    }

    [Fact]
    public async Task The_first_tab_leads_past_the_header()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, "", "Active Tokens");

        await Page.Keyboard.PressAsync("Tab");
        (await Page.FocusedAsync()).Should().Be("Skip to the content");
        await Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Page.Locator("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Searching_sorting_and_revoking_in_the_list_need_no_mouse_and_are_announced()
    {
        await Page.SignUpAsync(Address);
        foreach (var name in new[] { "first", "second" })
        {
            await Page.CreateAsync(Address, new { name, scopes = new[] { "execute:mcp" } });
        }

        await Page.OpenViewAsync(Address, "", "Active Tokens");
        await Assertions.Expect(Page.Locator("#announcements")).ToHaveTextAsync("2 tokens");
        await TabToAsync("Search by name", "input");
        await Page.Keyboard.TypeAsync("sec");
        await Assertions.Expect(Page.Locator("#announcements")).ToHaveTextAsync("1 token");
        await TabToAsync("Revoke second");
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await Page.Keyboard.PressAsync("Escape");
        (await Page.FocusedAsync()).Should().Be("Revoke second");
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync("Revoke token");
        await Page.Keyboard.PressAsync("Enter");

        await Page.GetByText("No token matches.").WaitForAsync();
        await ExpectFocusOnHeadingAsync("Active Tokens");
    }

    private async Task TabToAsync(string name, string element = "", bool backwards = false)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await Page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
            var focused = await Page.EvaluateAsync<string>(
                "element => { const it = document.activeElement; return element === 'input' ? it.labels?.[0]?.querySelector('span:not(:has(*))')?.textContent ?? it.labels?.[0]?.textContent ?? '' : it.getAttribute('aria-label') ?? it.textContent; }", element);
            if (focused.Trim() == name)
            {
                return;
            }
        }

        Assert.Fail($"The key Tab does not lead to '{name}'.");
    }

    private async Task ExpectFocusOnHeadingAsync(string heading)
    {
        await Page.Heading(heading).WaitForAsync();
        await Assertions.Expect(Page.Heading(heading)).ToBeFocusedAsync();
    }
}
