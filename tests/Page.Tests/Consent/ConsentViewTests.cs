using Dhafnck.McpAuth.AuthorizationServer.Consent;
using Page.Tests.Accessibility;

namespace Page.Tests.Consent;

/// <summary>What axe, a ruler and a camera find on the consent page.</summary>
public sealed class ConsentViewTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Every_view_is_clean_in_light_and_dark_and_needs_no_scrolling_sideways(int width)
    {
        await OpenAsync(width, ColorScheme.Light);

        await using (await ShowAsync(SampleConsents.Editor))
        {
            await Page.GetByText("Opens 6 tools").ClickAsync();
            await Page.ShouldBeCleanAsync("consent", width, ColorScheme.Light, ColorScheme.Dark);
        }

        await using (await ShowAsync(SampleConsents.StepUp))
        {
            await Page.ShouldBeCleanAsync("consent step-up", width, ColorScheme.Light, ColorScheme.Dark);
        }

        // Nothing listens there, so the page that leads back stays.
        await using (await ShowAsync(SampleConsents.CommandLine, "mcp-test-app://callback"))
        {
            await Page.ShouldBeCleanAsync("consent command line", width, ColorScheme.Light, ColorScheme.Dark);
            await Page.GetByLabel("Requests per hour").FillAsync("0");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
            await Page.GetByRole(AriaRole.Alert).WaitForAsync();
            await Page.ShouldBeCleanAsync("consent problem", width, ColorScheme.Light, ColorScheme.Dark);
            await Page.GetByLabel("Requests per hour").FillAsync("10");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
            await Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "continue there" })).ToHaveAttributeAsync("href", "mcp-test-app://callback?code=c&state=s");
            await Page.ShouldBeCleanAsync("consent lead back", width, ColorScheme.Light, ColorScheme.Dark);
        }

        DropComplaints();
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_in_the_order_in_which_it_is_read()
    {
        await using var host = await ShowAsync(SampleConsents.Editor);
        var reached = new List<string>();
        for (var press = 0; press < 8; press++)
        {
            await Page.Keyboard.PressAsync("Tab");
            reached.Add(await Page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.textContent.trim()"));
        }

        reached.Should().Equal("scope-execute:mcp", "scope-read:tasks", "scope-write:tasks", "Opens 6 tools", "limit", "lifetime", "Approve", "Cancel");
    }

    private async Task<ConsentHost> ShowAsync(ConsentRequest request, string callback = "/callback")
    {
        var host = await ConsentHost.StartAsync(request, callback);
        await Page.GotoAsync(host.Address + "/sign-in/ada.lovelace@example.com");
        await Page.GotoAsync(host.Ask());
        return host;
    }
}
