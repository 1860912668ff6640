using Dhafnck.McpAuth.AuthorizationServer.Consent;

namespace Page.Tests.Consent;

/// <summary>What a user who reads the consent page can decide, in a browser without JavaScript.</summary>
public sealed class ConsentDecisionTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private ILocator Approve => Page.GetByRole(AriaRole.Button, new() { Name = "Approve" });

    public override async ValueTask InitializeAsync() => await OpenAsync(1280, ColorScheme.Light, hasJavaScript: false);

    [Fact]
    public async Task The_page_says_who_asks_who_vouches_and_what_each_scope_opens()
    {
        await using var host = await OpenAsync(SampleConsents.Editor);

        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Let Example Editor use this server as you?");
        var facts = Page.GetByRole(AriaRole.Region, new() { Name = "Who asks" });
        foreach (var fact in new[] { "Vouched for by\neditor.example", "Sends you back to\nclient.example", "Server\nhttps://mcp.example/mcp", "Your account\nada" })
        {
            (await facts.InnerTextAsync()).Should().Contain(fact);
        }

        await Assertions.Expect(Page.GetByText("the app can call 7 of 9 tools")).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator(".scope").Nth(1)).ToContainTextAsync("Opens get_task, list_tasks");
        await Page.GetByText("Opens 6 tools").ClickAsync();
        await Assertions.Expect(Page.GetByText("delete_task")).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator(".notice")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Approving_grants_what_is_still_selected_with_limit_and_lifetime_and_leads_back_to_the_client()
    {
        await using var host = await OpenAsync(SampleConsents.Editor);

        await Page.GetByLabel("Create and modify tasks").UncheckAsync();
        await Page.GetByLabel("Requests per hour").FillAsync("50");
        await Page.GetByLabel("Ends at the latest after").SelectOptionAsync("30 days");
        await Approve.ClickAsync();

        await Page.GetByText("The client got ?code=c&state=s.").WaitForAsync();
        host.Decisions.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new ConsentDecision { IsApproved = true, Scopes = ["execute:mcp", "read:tasks"], RateLimit = 50, LifetimeDays = 30 });
    }

    [Fact]
    public async Task Approving_at_once_grants_what_the_page_proposes()
    {
        await using var host = await OpenAsync(SampleConsents.Editor with { RateLimit = 700, LifetimeDays = 45, MaximumLifetimeDays = 90 });

        (await Page.GetByLabel("Ends at the latest after").Locator("option").AllInnerTextsAsync()).Should().Equal("1 day", "7 days", "30 days", "45 days", "90 days");
        await Approve.ClickAsync();

        await Page.GetByText("The client got ?code=c").WaitForAsync();
        host.Decisions.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new ConsentDecision { IsApproved = true, Scopes = ["execute:mcp", "read:tasks", "write:tasks"], RateLimit = 700, LifetimeDays = 45 });
    }

    [Fact]
    public async Task Cancelling_tells_the_client_so_and_grants_nothing()
    {
        await using var host = await OpenAsync(SampleConsents.Editor);

        await Page.GetByLabel("Requests per hour").FillAsync("");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Page.GetByText("The client got ?error=access_denied&state=s.").WaitForAsync();
        host.Decisions.Should().ContainSingle().Which.Should().BeEquivalentTo(new ConsentDecision { IsApproved = false });
    }

    [Theory]
    [InlineData("1000", false, "Select what the app may do, or cancel.")]
    [InlineData("0", true, "The limit must be from 1 to 1,000,000 requests per hour.")]
    [InlineData("1000001", true, "The limit must be from 1 to 1,000,000 requests per hour.")]
    public async Task A_wrong_answer_is_asked_for_again_and_what_was_entered_stays(string limit, bool selects, string message)
    {
        await using var host = await OpenAsync(SampleConsents.Editor);

        await Page.GetByLabel("Read task data").SetCheckedAsync(selects);
        await Page.GetByLabel("Execute MCP commands").UncheckAsync();
        await Page.GetByLabel("Create and modify tasks").UncheckAsync();
        await Page.GetByLabel("Requests per hour").FillAsync(limit);
        await Page.GetByLabel("Ends at the latest after").SelectOptionAsync("7 days");
        await Approve.ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(message);
        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Assertions.Expect(Page.GetByLabel("Read task data")).ToBeCheckedAsync(new() { Checked = selects });
        await Assertions.Expect(Page.GetByLabel("Create and modify tasks")).Not.ToBeCheckedAsync();
        await Assertions.Expect(Page.GetByLabel("Requests per hour")).ToHaveValueAsync(limit);
        await Assertions.Expect(Page.GetByLabel("Ends at the latest after")).ToHaveValueAsync("7");
        host.Decisions.Should().BeEmpty();
        await Page.GetByLabel("Read task data").CheckAsync();
        await Page.GetByLabel("Requests per hour").FillAsync("9");
        await Approve.ClickAsync();
        await Page.GetByText("The client got ?code=c").WaitForAsync();
    }

    [Fact]
    public async Task A_step_up_asks_for_what_is_new_alone_and_says_what_stays()
    {
        await using var host = await OpenAsync(SampleConsents.StepUp);

        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Let Example Editor do more as you?");
        (await Page.Locator("input[type=checkbox]").EvaluateAllAsync<int>("boxes => boxes.length")).Should().Be(1);
        await Assertions.Expect(Page.Locator(".granted")).ToContainTextAsync("Read task data");
        await Assertions.Expect(Page.GetByLabel("Requests per hour")).ToHaveCountAsync(0);
        await Approve.ClickAsync();

        await Page.GetByText("The client got ?code=c").WaitForAsync();
        host.Decisions.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new ConsentDecision { IsApproved = true, Scopes = ["execute:mcp", "read:tasks", "write:tasks"], RateLimit = 250, LifetimeDays = 40 });
    }

    [Fact]
    public async Task A_client_that_asks_for_nothing_new_can_be_let_in_again()
    {
        await using var host = await OpenAsync(SampleConsents.Editor with { Scopes = [.. SampleConsents.Editor.Scopes.Select(scope => scope with { IsGranted = true })] });

        await Assertions.Expect(Page.GetByText("Nothing is added.")).ToBeVisibleAsync();
        await Approve.ClickAsync();

        await Page.GetByText("The client got ?code=c").WaitForAsync();
        host.Decisions.Should().ContainSingle().Which.Scopes.Should().HaveCount(3);
    }

    [Fact]
    public async Task The_page_warns_of_a_client_that_registered_itself_and_of_one_on_this_computer()
    {
        await using var host = await OpenAsync(SampleConsents.CommandLine);

        await Assertions.Expect(Page.Locator(".notice").First).ToContainTextAsync("Nobody vouches for this app.");
        await Assertions.Expect(Page.Locator(".notice").Last).ToContainTextAsync("any program can pretend to be “Command line”");
        (await Page.GetByRole(AriaRole.Region, new() { Name = "Who asks" }).InnerTextAsync()).Should().Contain("Vouched for by\nNobody").And.Contain("Sends you back to\n127.0.0.1");
    }

    [Fact]
    public async Task The_way_back_goes_on_wherever_the_client_sends_the_browser_next()
    {
        await using var application = await Security.OtherSite.StartAsync("<p>The application opened.</p>");
        await using var client = await ConsentHost.StartAsync(SampleConsents.Editor);
        await using var host = await OpenAsync(SampleConsents.Editor, callback: $"{client.Address}/onward/{new Uri(application.Address).Port}");

        await Approve.ClickAsync();

        await Page.GetByText("The application opened.").WaitForAsync();
    }

    [Fact]
    public async Task Two_pages_can_be_open_at_a_time_and_both_decided()
    {
        await using var host = await OpenAsync(SampleConsents.Editor);
        var other = await Context.NewPageAsync();
        await other.GotoAsync(host.Ask("other"));

        await Approve.ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Page.GetByText("The client got ?code=c&state=s.").WaitForAsync();
        await other.GetByText("The client got ?code=c&state=other.").WaitForAsync();
    }

    private async Task<ConsentHost> OpenAsync(ConsentRequest request, string callback = "/callback")
    {
        var host = await ConsentHost.StartAsync(request, callback);
        await Page.GotoAsync(host.Address + "/sign-in/ada");
        await Page.GotoAsync(host.Ask());
        return host;
    }
}
