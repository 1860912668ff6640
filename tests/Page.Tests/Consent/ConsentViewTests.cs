using Deque.AxeCore.Playwright;
using Dhafnck.McpAuth.AuthorizationServer.Consent;
using Page.Tests.Accessibility;

namespace Page.Tests.Consent;

/// <summary>What axe, a ruler and a camera find on the consent page.</summary>
public sealed class ConsentViewTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(320, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Every_view_is_clean_and_needs_no_scrolling_sideways(int width, ColorScheme colors)
    {
        await OpenAsync(width, colors);

        await using (await ShowAsync(SampleConsents.Editor))
        {
            await Page.GetByText("Opens 6 tools").ClickAsync();
            await ShouldBeCleanAsync("consent", width, colors);
        }

        await using (await ShowAsync(SampleConsents.StepUp))
        {
            await ShouldBeCleanAsync("consent step-up", width, colors);
        }

        // Nothing listens there, so the page that leads back stays.
        await using (await ShowAsync(SampleConsents.CommandLine, "mcp-test-app://callback"))
        {
            await ShouldBeCleanAsync("consent command line", width, colors);
            await Page.GetByLabel("Requests per hour").FillAsync("0");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
            await Page.GetByRole(AriaRole.Alert).WaitForAsync();
            await ShouldBeCleanAsync("consent problem", width, colors);
            await Page.GetByLabel("Requests per hour").FillAsync("10");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
            await Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "continue there" })).ToHaveAttributeAsync("href", "mcp-test-app://callback?code=c&state=s");
            await ShouldBeCleanAsync("consent lead back", width, colors);
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

    private async Task ShouldBeCleanAsync(string view, int width, ColorScheme colors)
    {
        var result = await Page.RunAxe();
        result.Violations.Select(violation => $"{violation.Id}: {violation.Help} {string.Join(" | ", violation.Nodes.Select(node => node.Html))}").Should().BeEmpty("of the view '{0}'", view);
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "of the view '{0}'", view);
        await Screenshot.TakeAsync(Page, view, width, colors);
    }
}
