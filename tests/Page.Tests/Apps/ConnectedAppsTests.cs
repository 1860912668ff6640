using System.Text.Json;
using Dhafnck.McpAuth.Tokens;

namespace Page.Tests.Apps;

/// <summary>The apps that a user let in, on the page with the user's tokens.</summary>
public sealed class ConnectedAppsTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private static readonly TokenConnection Editor = new() { ClientId = "https://editor.example/mcp.json", ClientName = "Example Editor", ClientHost = "editor.example" };

    private string Database => Path.Combine(Server.Server.Data.FullName, "tokenserver.db");

    private ILocator Apps => Page.GetByRole(AriaRole.Region, new() { Name = "Connected apps" });

    private ILocator Heading => Apps.GetByRole(AriaRole.Heading, new() { Name = "Connected apps" });

    [Fact]
    public async Task A_user_without_an_app_sees_no_section_for_apps()
    {
        await Page.RegisterAsync(Address);
        await Page.CreateAsync(Address, new { name = "mine", scopes = new[] { "execute:mcp" } });

        await Page.RunAndWaitForResponseAsync(() => Page.OpenViewAsync(Address, "", "Active Tokens"), response => response.Url.Contains("kind=connection"));
        await Page.GetByText("1 token").And(Page.Locator(".total")).WaitForAsync();

        await Assertions.Expect(Page.GetByText("Connected apps")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task An_app_shows_with_its_host_scopes_use_and_state_beside_the_tokens_and_not_among_them()
    {
        await Page.RegisterAsync(Address);
        await Page.CreateAsync(Address, new { name = "mine", scopes = new[] { "execute:mcp" } });
        var id = await ConnectAsync("Example Editor", Editor);
        await TokenDatabase.AgeAsync(Database, id, days: 40);
        await PastUse.AddAsync(Database, id);
        var firstDay = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-30);

        await Page.OpenViewAsync(Address, "", "Active Tokens");
        await Apps.Locator("tbody tr").ScrollIntoViewIfNeededAsync();

        await Assertions.Expect(Cell("App")).ToContainTextAsync("Example Editor");
        await Assertions.Expect(Cell("App")).ToContainTextAsync("editor.example");
        await Assertions.Expect(Cell("Scopes")).ToContainTextAsync("write:tasks");
        await Assertions.Expect(Cell("First used").Locator("time")).ToHaveAttributeAsync("datetime", $"{firstDay:yyyy-MM-dd}T00:00:00+00:00");
        await Assertions.Expect(Cell("Last used")).ToContainTextAsync("from 192.0.2.17");
        await Assertions.Expect(Cell("State")).ToHaveTextAsync("Active");
        await Assertions.Expect(Page.Locator(".total").First).ToHaveTextAsync("1 token");
        await Assertions.Expect(Page.GetByRole(AriaRole.Table, new() { Name = "Tokens" })).Not.ToContainTextAsync("Example Editor");
    }

    [Fact]
    public async Task A_new_app_has_not_been_used_and_one_without_a_host_says_that_nobody_vouches_for_it()
    {
        await Page.RegisterAsync(Address);
        await ConnectAsync("Unknown", Editor with { ClientHost = null });

        await Page.OpenViewAsync(Address, "", "Active Tokens");

        await Assertions.Expect(Cell("App")).ToContainTextAsync("Nobody vouches for it");
        await Assertions.Expect(Cell("First used")).ToHaveTextAsync("Never");
        await Assertions.Expect(Cell("Last used")).ToHaveTextAsync("Never");
    }

    [Fact]
    public async Task Ending_a_connection_takes_one_button_and_one_confirmation_by_keyboard_alone()
    {
        await Page.RegisterAsync(Address);
        var id = await ConnectAsync("Example Editor", Editor);
        await Page.OpenViewAsync(Address, "", "Active Tokens");

        await Page.GetByRole(AriaRole.Button, new() { Name = "End Example Editor" }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("editor.example");
        (await Page.FocusedAsync()).Should().Be("Cancel");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");

        await Apps.GetByText("No app is connected any more.").WaitForAsync();
        await Assertions.Expect(Heading).ToBeFocusedAsync();
        (await FindAsync(id)).GetProperty("is_active").GetBoolean().Should().BeFalse();
        await Apps.GetByLabel("All").CheckAsync();
        await Assertions.Expect(Cell("State")).ToHaveTextAsync("Ended");
        await Assertions.Expect(Apps.GetByRole(AriaRole.Button, new() { Name = "End Example Editor" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_connection_can_be_narrowed_and_limited_and_offers_no_other_scope()
    {
        await Page.RegisterAsync(Address);
        var id = await ConnectAsync("Example Editor", Editor);
        await Page.OpenViewAsync(Address, $"#token/{id}", "Example Editor");

        await Page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Page.Heading("Edit connection").WaitForAsync();
        (await Page.Locator(".scopes input[type=checkbox]").EvaluateAllAsync<string[]>("boxes => boxes.map(box => box.value)")).Should().BeEquivalentTo("execute:mcp", "write:tasks");
        await Page.Locator("input[value='write:tasks']").UncheckAsync();
        await Page.GetByLabel("Limit per hour").FillAsync("25");
        await Page.Submit().ClickAsync();

        await Page.Heading("Example Editor").WaitForAsync();
        var app = await FindAsync(id);
        app.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().Equal("execute:mcp");
        app.GetProperty("rate_limit").GetInt32().Should().Be(25);
    }

    [Fact]
    public async Task The_page_of_an_app_has_its_client_and_nothing_that_only_a_token_has()
    {
        await Page.RegisterAsync(Address);
        var id = await ConnectAsync("Renamed by its user", Editor);

        await Page.OpenViewAsync(Address, $"#token/{id}", "Renamed by its user");

        var properties = Page.GetByRole(AriaRole.Region, new() { Name = "Properties" });
        await Assertions.Expect(properties).ToContainTextAsync("Example Editor");
        await Assertions.Expect(properties).ToContainTextAsync("https://editor.example/mcp.json");
        await Assertions.Expect(properties).ToContainTextAsync("Ends at the latest");
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Rotate" })).ToHaveCountAsync(0);
        await Assertions.Expect(Page.GetByText("Claude Code")).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "End connection" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".badge.revoked")).ToHaveTextAsync("Ended");
    }

    [Theory]
    [InlineData("<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>")]
    [InlineData("moc.elpmaxe \u202etxet\u202c {assets}")]
    public async Task What_an_app_calls_itself_shows_as_text_and_leaves_its_host_alone(string name)
    {
        await Page.RegisterAsync(Address);
        var id = await ConnectAsync("An app", new() { ClientId = $"https://editor.example/{name}", ClientName = name, ClientHost = "editor.example" });
        await TokenDatabase.ChangeAsync(Database, id, token => token with { Name = name });

        await Page.OpenViewAsync(Address, "", "Active Tokens");
        await Assertions.Expect(Cell("App").Locator("a")).ToHaveTextAsync(name);
        (await Cell("App").Locator("a").EvaluateAsync<string>("name => getComputedStyle(name).unicodeBidi")).Should().Be("isolate");
        await Apps.GetByRole(AriaRole.Button, new() { Name = "End" }).Last.ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Dialog).Locator(".host")).ToHaveTextAsync("editor.example");
        await Page.Keyboard.PressAsync("Escape");
        await Cell("App").Locator("a").ClickAsync();
        await Page.GetByText("Vouched for by").WaitForAsync();

        (await Page.EvaluateAsync<bool>("'ran' in window")).Should().BeFalse();
        (await Page.Locator("main img, main script").CountAsync()).Should().Be(0);
    }

    private ILocator Cell(string column) => Apps.Locator($"td[data-label='{column}']");

    private async Task<string> ConnectAsync(string name, TokenConnection client)
    {
        var id = (await Page.CreateAsync(Address, new { name, scopes = new[] { "execute:mcp", "write:tasks" } })).GetProperty("id").GetString()!;
        await TokenDatabase.ConnectAsync(Database, id, client);
        return id;
    }

    private async Task<JsonElement> FindAsync(string id) =>
        (await Page.ListAsync(Address)).Single(token => token.GetProperty("id").GetString() == id);
}
