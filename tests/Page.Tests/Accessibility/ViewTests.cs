namespace Page.Tests.Accessibility;

/// <summary>What axe, a ruler and a camera find on every view.</summary>
public sealed class ViewTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Every_view_is_clean_in_light_and_dark_and_needs_no_scrolling_sideways(int width)
    {
        await OpenAsync(width, ColorScheme.Light);
        var database = Path.Combine(Server.Server.Data.FullName, "tokenserver.db");
        var seen = 0;
        await foreach (var view in Page.WalkAsync(Address, $"ada.{width}@example.com", id => PastUse.AddAsync(database, id), (id, host) => TokenDatabase.ConnectAsync(database, id, new() { ClientId = "client-1", ClientName = "A client", ClientHost = host }), TestContext.Current.CancellationToken))
        {
            await Page.ShouldBeCleanAsync(view, width, ColorScheme.Light, ColorScheme.Dark);
            seen++;
        }

        seen.Should().Be(21);
    }

    [Fact]
    public async Task A_view_that_waits_for_the_server_is_clean()
    {
        await Page.SignUpAsync(Address);
        var answer = new TaskCompletionSource();
        await Page.RouteAsync("**/api/v2/tokens/?*", async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        });
        await Page.GotoAsync($"{Address}/tokens");

        await Page.GetByRole(AriaRole.Progressbar).WaitForAsync();
        await Page.ShouldBeCleanAsync("waiting", 1280, ColorScheme.Light, ColorScheme.Dark);
        answer.SetResult();
        await Page.GetByText("You have no active token").WaitForAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
    }

    /// <summary>1280 px at 400 % zoom is 320 px; what a person enlarges is the text, too.</summary>
    [Fact]
    public async Task Text_of_twice_the_size_stays_within_the_page()
    {
        await OpenAsync(640, ColorScheme.Light);
        await Page.SignUpAsync(Address);
        await Page.CreateAsync(Address, new { name = "A rather long name of a token, as people give them", scopes = new[] { "execute:mcp", "read:tasks" } });
        foreach (var (hash, heading) in new[] { ("", "Active Tokens"), ("#generate", "Generate Token") })
        {
            await Page.OpenViewAsync(Address, hash, heading);
            await Page.EvaluateAsync("document.documentElement.style.fontSize = '200%'");

            (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "of {0}", heading);
        }
    }

    [Fact]
    public async Task Times_are_the_readers_and_in_UTC_for_whoever_points_at_them()
    {
        await Page.SignUpAsync(Address);
        var created = await Page.CreateAsync(Address, new { name = "timed", scopes = new[] { "execute:mcp" } });
        var expires = created.GetProperty("expires_at").GetDateTimeOffset();
        await Page.OpenViewAsync(Address, "", "Active Tokens");

        var time = Page.Locator("td[data-label=Expires] small time");

        await Assertions.Expect(time).ToHaveAttributeAsync("title", $"{expires.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        var berlin = TimeZoneInfo.ConvertTime(expires, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        await Assertions.Expect(time).ToContainTextAsync($"{berlin:HH:mm}");
    }
}
