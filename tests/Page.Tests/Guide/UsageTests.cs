namespace Page.Tests.Guide;

/// <summary>The figures of a token are those of the period that is chosen, in whatever order the answers come.</summary>
public sealed class UsageTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Fact]
    public async Task An_answer_about_the_period_chosen_before_is_not_shown()
    {
        await OpenUsedTokenAsync();
        var words = await Page.GetByRole(AriaRole.Img).GetAttributeAsync("aria-label");
        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Page.RouteAsync("**/usage?interval=day*", asked.SetResult);

        await Page.GetByLabel("Last 30 days").CheckAsync();
        var late = await asked.Task;
        await Page.GetByLabel("Last 24 hours").CheckAsync();
        await Page.GetByRole(AriaRole.Img, new() { Name = "in the last 24 hours" }).WaitForAsync();
        await Page.RunAndWaitForRequestFinishedAsync(() => late.ContinueAsync(), new() { Predicate = request => request == late.Request });
        // What the page asks after that is answered after that.
        await Page.EvaluateAsync("fetch(location.pathname).then(answer => answer.text())");

        await Assertions.Expect(Page.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", words!);
    }

    [Fact]
    public async Task What_is_split_while_an_answer_is_awaited_are_not_the_figures_of_the_period_before()
    {
        await OpenUsedTokenAsync();
        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Page.RouteAsync("**/usage?interval=day*", asked.SetResult);

        await Page.GetByLabel("Last 30 days").CheckAsync();
        var late = await asked.Task;
        await Page.GetByLabel("By tool").CheckAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Img)).ToHaveCountAsync(0);
        await late.ContinueAsync();

        await Page.GetByRole(AriaRole.Img, new() { Name = "in the last 30 days" }).WaitForAsync();
        await Assertions.Expect(Page.Locator(".legend")).ToContainTextAsync("create_task");
    }

    [Fact]
    public async Task A_table_that_is_open_stays_open_in_another_period()
    {
        await OpenUsedTokenAsync();

        await Page.GetByText("Show as a table").ClickAsync();
        await Page.GetByText("Requests by hour").WaitForAsync();
        await Page.GetByLabel("Last 30 days").CheckAsync();

        await Page.GetByText("Requests by day (UTC)").WaitForAsync();
    }

    private async Task OpenUsedTokenAsync()
    {
        await Page.SignUpAsync(Address);
        var id = (await Page.CreateAsync(Address, new { name = "used", scopes = new[] { "execute:mcp" } })).GetProperty("id").GetString()!;
        await PastUse.AddAsync(Path.Combine(Server.Server.Data.FullName, "tokenserver.db"), id);
        await Page.OpenViewAsync(Address, $"#token/{id}", "used");
        await Page.GetByRole(AriaRole.Img, new() { Name = "in the last 24 hours" }).WaitForAsync();
    }
}
