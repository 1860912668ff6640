using Microsoft.Data.Sqlite;

namespace Page.Tests.Guide;

/// <summary>A token shows what holds of it: what is used up, what has ended, and nothing that cannot be.</summary>
public sealed class TokenStateTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Fact]
    public async Task A_limit_that_is_used_up_is_shown_in_red_with_when_there_is_room_again()
    {
        await Page.SignUpAsync(Address);
        var created = await Page.CreateAsync(Address, new { name = "limited", scopes = new[] { "execute:mcp" }, rate_limit = 1 });
        var used = await Page.APIRequest.PostAsync(Address + "/api/v2/tokens/validate", new() { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + created.GetProperty("token").GetString() } });
        used.Status.Should().Be(200);

        await Page.OpenViewAsync(Address, "", "Active Tokens");
        await ShowsExhaustedAsync(Page.Locator("td[data-label='Limit this hour']"));
        await Page.GetByRole(AriaRole.Link, new() { Name = "limited" }).ClickAsync();
        await ShowsExhaustedAsync(Page.Locator("dd.limit"));
    }

    [Fact]
    public async Task A_revoked_token_shows_only_what_holds()
    {
        await Page.SignUpAsync(Address);
        var created = await Page.CreateAsync(Address, new { name = "gone", scopes = new[] { "execute:mcp", "tokens:rotate" }, allowed_addresses = new[] { "192.0.2.0/24" } });
        var revoked = await Page.APIRequest.DeleteAsync($"{Address}/api/v2/tokens/{created.GetProperty("id").GetString()}", new() { Headers = new Dictionary<string, string> { ["X-Requested-With"] = "test" } });
        revoked.Status.Should().Be(204);

        await Page.OpenViewAsync(Address, $"#token/{created.GetProperty("id").GetString()}", "gone");
        (await Page.Locator("dl.facts dt").AllInnerTextsAsync()).Should().Equal("Scopes that it had", "Revoked", "Last used", "Requests", "Created", "Audience", "Id");
        await Page.OpenViewAsync(Address, "", "Active Tokens");
        await Page.GetByLabel("State").SelectOptionAsync("Revoked");

        await Assertions.Expect(Page.Locator("td[data-label='Expires']")).ToContainTextAsync("Revoked just now");
        await Assertions.Expect(Page.Locator("td[data-label='Limit this hour']")).ToBeEmptyAsync();
        await Assertions.Expect(Page.Locator("td[data-label='Actions']")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task The_table_of_tool_calls_has_no_column_of_requests_over_the_limit()
    {
        await Page.SignUpAsync(Address);
        var id = (await Page.CreateAsync(Address, new { name = "used", scopes = new[] { "execute:mcp" } })).GetProperty("id").GetString()!;
        await PastUse.AddAsync(Path.Combine(Server.Server.Data.FullName, "tokenserver.db"), id);

        await Page.OpenViewAsync(Address, $"#token/{id}", "used");
        var heads = Page.GetByRole(AriaRole.Region, new() { Name = "Tool calls" }).GetByRole(AriaRole.Columnheader);

        await Assertions.Expect(heads).ToHaveTextAsync(["Tool", "Calls", "Succeeded", "Failed", "Forbidden"]);
    }

    [Fact]
    public async Task The_history_says_who_did_what_the_latest_first()
    {
        await Page.SignUpAsync(Address);
        var created = await Page.CreateAsync(Address, new { name = "old", scopes = new[] { "execute:mcp", "tokens:rotate" } });
        var itself = await Page.APIRequest.PostAsync(Address + "/api/v2/tokens/rotate", new() { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + created.GetProperty("token").GetString() } });
        itself.Status.Should().Be(201);
        await Page.OpenViewAsync(Address, $"#token/{created.GetProperty("id").GetString()}/edit", "Edit token");
        await Page.GetByLabel("Name").FillAsync("new");
        await Page.Submit().ClickAsync();
        await Page.Heading("new").WaitForAsync();

        var lines = await Page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Listitem).AllInnerTextsAsync();

        lines.Should().HaveCount(3);
        lines[0].Should().StartWith("Edited by you, ");
        lines[1].Should().StartWith("Rotated by the token itself, ");
        lines[2].Should().StartWith("Created by you, ");
    }

    [Fact]
    public async Task A_token_that_an_administrator_granted_everything_can_call_every_tool_until_its_scopes_are_changed()
    {
        await Page.SignUpAsync(Address);
        var id = (await Page.CreateAsync(Address, new { name = "admin", scopes = new[] { "read:tasks" } })).GetProperty("id").GetString()!;
        await using var database = new SqliteConnection($"Data Source={Path.Combine(Server.Server.Data.FullName, "tokenserver.db")}");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var grant = new SqliteCommand("UPDATE mcp_tokens SET scopes = scopes || ' mcp:admin', version = version + 1 WHERE id = $id", database);
        grant.Parameters.AddWithValue("$id", id);
        (await grant.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).Should().Be(1);

        await Page.OpenViewAsync(Address, $"#token/{id}/edit", "Edit token");
        await Page.GetByText("An administrator granted mcp:admin as well.").WaitForAsync();
        await Assertions.Expect(Page.Locator(".tools > summary")).ToHaveTextAsync("This token will be able to call 9 of 9 tools");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Execute only" }).ClickAsync();

        await Assertions.Expect(Page.Locator(".tools > summary")).Not.ToContainTextAsync("9 of 9");
    }

    private static async Task ShowsExhaustedAsync(ILocator limit)
    {
        await Assertions.Expect(limit).ToContainTextAsync("None of 1 left");
        await Assertions.Expect(limit).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Room again at [0-2][0-9]:[0-5][0-9]$"));
        var color = await limit.Locator(".exhausted").EvaluateAsync<string>("element => getComputedStyle(element).color");
        color.Should().Be("rgb(179, 38, 30)");
    }
}
