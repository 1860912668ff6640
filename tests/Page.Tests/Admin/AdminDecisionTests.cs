using System.Net;
using System.Text.Json.Nodes;

namespace Page.Tests.Admin;

/// <summary>What an operator decides applies to what the operator has read.</summary>
public sealed class AdminDecisionTests(Chromium chromium, PageServer server, OperatorServer operators) : BrowserTest(chromium, server), IClassFixture<OperatorServer>
{
    private string Here => operators.Address;

    [Fact]
    public async Task Tokens_whose_number_was_not_shown_are_not_revoked()
    {
        var counted = await operators.IssueAsync("counted", "execute:mcp");
        var other = await operators.IssueAsync("other", "execute:mcp");
        await operators.SignInAsync(Page);
        await Page.OpenViewAsync(Here, "#all", "All Tokens");
        var owners = new List<string>();
        foreach (var name in new[] { "counted", "other" })
        {
            await Page.GetByLabel("Search by name").FillAsync(name);
            await Page.GetByText("1 token").And(Page.Locator(".total")).WaitForAsync();
            await Page.GetByRole(AriaRole.Link, new() { Name = name }).WaitForAsync();
            owners.Add(await Page.Locator("td .owner").First.InnerTextAsync());
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke many" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Owner").FillAsync(owners[0]);
        await dialog.GetByLabel("Owner").DispatchEventAsync("change");
        await dialog.GetByText("This ends 1 active token.").WaitForAsync();
        await dialog.GetByLabel("Owner").FillAsync(owners[1]);
        await dialog.Locator("form").EvaluateAsync("form => form.requestSubmit()");
        await dialog.GetByRole(AriaRole.Alert).GetByText("Read how many tokens these are").WaitForAsync();
        var early = await StatusAsync(other);
        await dialog.GetByText("This ends 1 active token.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke them" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        early.Should().Be(HttpStatusCode.OK);
        (await StatusAsync(other)).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(counted)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_for_a_scope_with_a_slash_is_decided_by_its_path_and_by_the_version_that_was_read()
    {
        var token = await operators.IssueAsync("slash", "execute:mcp");
        var path = $"{Here}/api/v2/admin/tokens/{token["id"]}";
        await operators.SignInAsync(Page);
        await Page.RouteAsync(path, async route =>
        {
            var response = await route.FetchAsync();
            var record = JsonNode.Parse(await response.TextAsync())!;
            record["requested_scopes"] = new JsonArray("read:files/shared");
            await route.FulfillAsync(new() { Response = response, Body = record.ToJsonString() });
        });

        await Page.GotoAsync($"{Here}/tokens#all/{token["id"]}");
        var approved = await DecideAsync("Approve read:files/shared", "Grant");
        await Page.Keyboard.PressAsync("Escape");
        var denied = await DecideAsync("Deny read:files/shared", "Deny");

        approved.Url.Should().Be(path + "/scopes/read%3Afiles/shared");
        denied.Url.Should().Be(path + "/requested-scopes/read%3Afiles/shared");
        (await approved.HeaderValueAsync("If-Match")).Should().Be("\"1\"");
        (await denied.HeaderValueAsync("If-Match")).Should().Be("\"1\"");

        async Task<IRequest> DecideAsync(string decision, string confirmation)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = decision }).ClickAsync();
            var button = Page.GetByRole(AriaRole.Button, new() { Name = confirmation, Exact = true });
            return await Page.RunAndWaitForRequestAsync(() => button.ClickAsync(), request => request.Method is "PUT" or "DELETE");
        }
    }

    private async Task<HttpStatusCode> StatusAsync(JsonObject token)
    {
        using var response = await operators.Server.PostMcpAsync("/mcp/", """{"jsonrpc":"2.0","method":"tools/list","id":1}""", token["token"]!.GetValue<string>());
        return response.StatusCode;
    }
}
