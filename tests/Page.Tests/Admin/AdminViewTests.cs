using System.Net;
using System.Text.Json.Nodes;
using Page.Tests.Accessibility;

namespace Page.Tests.Admin;

/// <summary>The views of the tokens of all owners, and what an operator does there.</summary>
public sealed class AdminViewTests(Chromium chromium, PageServer server, OperatorServer operators) : BrowserTest(chromium, server), IClassFixture<OperatorServer>
{
    private string Here => operators.Address;

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(320, ColorScheme.Dark)]
    public async Task Each_of_them_is_clean_and_needs_no_scrolling_sideways(int width, ColorScheme colors)
    {
        await OpenAsync(width, colors);
        var token = await operators.IssueAsync("Nightly build of somebody else", "execute:mcp", "read:tasks", "write:agents");
        await operators.SignInAsync(Page);

        await Page.OpenViewAsync(Here, "#all", "All Tokens");
        await Page.Locator("tbody tr").First.WaitForAsync();
        await Page.ShouldBeCleanAsync("admin list", width, colors);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke many" }).ClickAsync();
        await Page.GetByText("State an owner, or a time, or both.").WaitForAsync();
        await Page.ShouldBeCleanAsync("admin revoke many", width, colors);
        await Page.Keyboard.PressAsync("Escape");
        await Page.GotoAsync($"{Here}/tokens#all/{token["id"]}");
        await Page.GetByText("The owner asks for").WaitForAsync();
        await Page.ShouldBeCleanAsync("admin request", width, colors);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Grant mcp:admin" }).ClickAsync();
        await Page.ShouldBeCleanAsync("admin grant", width, colors);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Grant", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Take mcp:admin" }).WaitForAsync();
        await Page.ShouldBeCleanAsync("admin token", width, colors);
        await Page.OpenViewAsync(Here, "#audit", "Audit trail");
        await Page.Locator(".trail li").First.WaitForAsync();
        await Page.ShouldBeCleanAsync("admin audit", width, colors);
    }

    [Fact]
    public async Task An_operator_finds_a_token_of_somebody_grants_admin_takes_it_away_and_revokes_the_token()
    {
        await operators.IssueAsync("first", "execute:mcp");
        var token = await operators.IssueAsync("second", "execute:mcp");
        await operators.SignInAsync(Page);
        await Page.OpenViewAsync(Here, "#all", "All Tokens");

        await Page.GetByLabel("Search by name").FillAsync("second");
        await Page.GetByText("1 token").And(Page.Locator(".total")).WaitForAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "second" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Grant mcp:admin" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Grant", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Take mcp:admin" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Take away" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Grant mcp:admin" }).WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();
        await Page.Locator(".badge.revoked").WaitForAsync();

        (await HistoryAsync()).Should().SatisfyRespectively(
            revoked => revoked.Should().StartWith($"Revoked by {OperatorServer.Operator}, "),
            removed => removed.Should().StartWith($"Scope removed by {OperatorServer.Operator}, ").And.EndWith("mcp:admin"),
            granted => granted.Should().StartWith($"Scope granted by {OperatorServer.Operator}, ").And.EndWith("mcp:admin"),
            created => created.Should().StartWith("Created by the owner, ").And.Contain(", from 127.0.0.1"));
        (await StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_user_asks_for_a_scope_and_an_operator_approves_one_and_denies_the_other()
    {
        await Page.SignUpAsync(Here);
        await Page.OpenViewAsync(Here, "#generate", "Generate Token");
        await Page.GetByText("An administrator has to approve it").WaitForAsync();
        (await Page.GetByRole(AriaRole.Group, new() { Name = "Expiry" }).Locator("label").AllInnerTextsAsync()).Should().Equal("7 days", "20 days", "On a date");
        await Page.FillNewTokenAsync("asked", "execute:mcp", "write:agents");
        await Page.Submit().ClickAsync();
        await Page.GetByText("An administrator has to approve write:agents.").WaitForAsync();
        await Page.Context.ClearCookiesAsync();
        var denied = await operators.IssueAsync("refused", "execute:mcp", "write:agents");
        await OpenAsync(1280, ColorScheme.Light);
        await operators.SignInAsync(Page);

        await Page.OpenViewAsync(Here, "#all", "All Tokens");
        await Page.GetByLabel("Show").SelectOptionAsync("Waiting for approval");
        await Page.GetByLabel("Search by name").FillAsync("asked");
        await Page.GetByText("1 token").And(Page.Locator(".total")).WaitForAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "asked" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Approve write:agents" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Grant", Exact = true }).ClickAsync();
        await Page.Locator(".notice.request").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await Page.Locator(".facts .chips").First.InnerTextAsync()).Should().Contain("write:agents");
        (await HistoryAsync())[0].Should().StartWith($"Scope granted by {OperatorServer.Operator}, ");

        await Page.GotoAsync($"{Here}/tokens#all/{denied["id"]}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Deny write:agents" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Deny", Exact = true }).ClickAsync();
        await Page.Locator(".notice.request").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await HistoryAsync())[0].Should().StartWith($"Scope denied by {OperatorServer.Operator}, ");
    }

    [Fact]
    public async Task An_operator_revokes_all_tokens_of_an_owner_after_reading_how_many_these_are()
    {
        var token = await operators.IssueAsync("leaked", "execute:mcp");
        await operators.SignInAsync(Page);
        await Page.OpenViewAsync(Here, "#all", "All Tokens");
        await Page.GetByLabel("Search by name").FillAsync("leaked");
        var owner = await Page.Locator("td .owner").First.InnerTextAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke many" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke them" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Alert).GetByText("State which tokens").WaitForAsync();
        await dialog.GetByLabel("Owner").FillAsync(owner);
        await dialog.GetByLabel("Issued since").FillAsync("2099-01-01T00:00");
        await dialog.GetByLabel("Issued since").DispatchEventAsync("change");
        await dialog.GetByText("No active token matches.").WaitForAsync();
        await dialog.GetByLabel("Issued since").FillAsync("2020-01-01T00:00");
        await dialog.GetByLabel("Issued since").DispatchEventAsync("change");
        await dialog.GetByText("This ends 1 active token.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke them" }).ClickAsync();

        await Page.GetByText("No token matches.").WaitForAsync();
        (await StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_audit_trail_is_searched_and_exported()
    {
        var token = await operators.IssueAsync("exported", "execute:mcp");
        var id = token["id"]!.GetValue<string>();
        await operators.SignInAsync(Page);
        await Page.OpenViewAsync(Here, "#audit", "Audit trail");

        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Token" }).FillAsync(id);
        await Page.Locator(".trail li").Nth(1).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await Page.Locator(".trail li").InnerTextAsync()).Should().StartWith("Created by the owner, ").And.Contain("scopes: execute:mcp").And.Contain(id);
        var all = await DownloadAsync("Export");
        await Page.GetByRole(AriaRole.Link, new() { Name = id }).ClickAsync();
        await Page.Heading("exported").WaitForAsync();
        var one = await DownloadAsync("Export audit trail");

        foreach (var lines in new[] { all, one })
        {
            var entry = JsonNode.Parse(lines.Should().ContainSingle().Subject)!;
            entry["token_id"]!.GetValue<string>().Should().Be(id);
            entry["action"]!.GetValue<string>().Should().Be("create");
        }
    }

    [Fact]
    public async Task Whoever_is_no_operator_sees_no_such_view()
    {
        await Page.SignUpAsync(Here);

        await Page.OpenViewAsync(Here, "#all", "Active Tokens");

        (await Page.GetByRole(AriaRole.Link, new() { Name = "All Tokens" }).IsVisibleAsync()).Should().BeFalse();
        var config = await Page.APIRequest.GetAsync(Here + "/tokens/config");
        (await config.JsonAsync())!.Value.GetProperty("admin").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        (await Page.APIRequest.GetAsync(Here + "/api/v2/admin/tokens")).Status.Should().Be(403);
    }

    private async Task<IReadOnlyList<string>> HistoryAsync() =>
        await Page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Listitem).AllInnerTextsAsync();

    private async Task<string[]> DownloadAsync(string link)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync());
        return await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }

    private async Task<HttpStatusCode> StatusAsync(JsonObject token)
    {
        using var response = await operators.Server.PostMcpAsync("/mcp/", """{"jsonrpc":"2.0","method":"tools/list","id":1}""", token["token"]!.GetValue<string>());
        return response.StatusCode;
    }
}
