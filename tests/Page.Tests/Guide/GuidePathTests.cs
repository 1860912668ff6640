using System.Text.RegularExpressions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Page.Tests.Guide;

/// <summary>The guide's Quick Start as a person walks it, to a tool called with the copied token, and what comes after.</summary>
[Collection(nameof(Clipboard))]
public sealed partial class GuidePathTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Fact]
    public async Task From_registering_to_a_tool_call_with_the_copied_token_then_edited_rotated_and_revoked()
    {
        await Page.GotoAsync(Address);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Register" }).ClickAsync();
        await Page.GetByLabel("Email").FillAsync($"{Guid.NewGuid():N}@example.com");
        await Page.GetByLabel("Password").FillAsync(Steps.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "API Tokens" }).ClickAsync();
        await Page.GetByText("You have no active token").WaitForAsync();
        await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Generate Token" }).ClickAsync();

        await Page.FillNewTokenAsync("MCP Client Token", "execute:mcp", "write:tasks");
        await Assertions.Expect(Page.Locator("input[value='read:tasks']")).ToBeCheckedAsync();
        await Assertions.Expect(Page.Locator("input[value='read:tasks']")).ToBeDisabledAsync();
        await Assertions.Expect(Page.GetByText("Included in write:tasks")).ToBeVisibleAsync();
        await Page.GetByText("This token will be able to call 5 of 9 tools").And(Page.Locator("summary")).ClickAsync();
        (await Page.Locator(".can code").AllInnerTextsAsync()).Should().BeEquivalentTo("complete_task", "create_task", "list_tasks", "server_time", "whoami");
        await Page.GetByLabel("7 days").CheckAsync();
        await Page.UnfoldAsync();
        await Page.GetByLabel("Limit per hour").FillAsync("100");
        await Page.Submit().ClickAsync();

        await Page.GetByText("Copy the token immediately - you won't see it again!").WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy token" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();
        var token = await ReadClipboardAsync();
        token.Should().Be(await Page.ShownTokenAsync());
        await Page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Page.GetByText("Connected to dhafnck-token-server 1.0.0. The token lists 5 tools.").WaitForAsync();
        await using (var client = await Server.Server.ConnectAsync(token))
        {
            var called = await client.CallToolAsync("create_task", new Dictionary<string, object?> { ["title"] = "Try it" });
            called.Content.OfType<TextContentBlock>().Single().Text.Should().Contain("Try it");
        }

        await Page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Page.Heading("MCP Client Token").WaitForAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Row).Filter(new() { Has = Page.GetByRole(AriaRole.Rowheader, new() { Name = "create_task" }) })).ToContainTextAsync("1");
        await Assertions.Expect(Page.GetByText(" of 100 left")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Page.GetByLabel("Name").FillAsync("Renamed");
        await Page.GetByLabel("Allowed addresses").FillAsync("127.0.0.0/8\n::1/128");
        await Page.Submit().ClickAsync();
        await Page.Heading("Renamed").WaitForAsync();
        (await Page.ListAsync(Address)).Single().GetProperty("allowed_addresses").EnumerateArray().Select(address => address.GetString()).Should().Equal("127.0.0.0/8", "::1/128");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Page.GetByLabel("The former token stays good").SelectOptionAsync("10 minutes");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Rotate token" }).ClickAsync();
        await Page.Heading("Copy the new token").WaitForAsync();
        var rotated = await Page.ShownTokenAsync();
        rotated.Should().NotBe(token);
        foreach (var good in new[] { token, rotated })
        {
            await using var client = await Server.Server.ConnectAsync(good);
            (await client.ListToolsAsync()).Should().HaveCount(5);
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy token" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("Renamed").WaitForAsync();
        await dialog.GetByText(CallsInTheLastDay()).WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();
        await Page.Locator(".badge.revoked").WaitForAsync();
        foreach (var revoked in new[] { token, rotated })
        {
            var connect = () => Server.Server.ConnectAsync(revoked);
            (await connect.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
        }

        await Page.GetByRole(AriaRole.Link, new() { Name = "Active Tokens" }).First.ClickAsync();
        await Page.GetByText("You have no active token").WaitForAsync();
        await Page.GetByLabel("State").SelectOptionAsync("Revoked");
        await Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Renamed" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_person_who_is_not_signed_in_comes_back_to_the_view_that_was_asked_for()
    {
        var email = await Page.SignUpAsync(Address);
        await Page.GotoAsync(Address + "/tokens");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Page.Heading("Sign in").WaitForAsync();

        await Page.GotoAsync(Address + "/tokens#generate");
        await Page.GetByLabel("Email").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync("Wrong0ne");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.GetByText("The email or the password is wrong.").WaitForAsync();
        await Page.GetByLabel("Password").FillAsync(Steps.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Page.Heading("Generate Token").WaitForAsync();
        (await Page.EvaluateAsync<string>("location.pathname")).Should().Be("/tokens");
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\\evil.example/")]
    [InlineData("/.//evil.example/")]
    [InlineData("/%2e//evil.example/")]
    [InlineData("/a/..//evil.example/")]
    [InlineData("/./\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("\n//evil.example/")]
    [InlineData("/%2F/evil.example/")]
    [InlineData("/%5cevil.example/")]
    [InlineData("http://[")]
    public async Task Signing_in_leads_nowhere_but_into_the_application(string returnUrl)
    {
        var email = await Page.SignUpAsync(Address);
        await Page.GotoAsync($"{Address}/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await Page.GetByLabel("Email").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(Steps.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Page.WaitForURLAsync(Address + "/");
    }

    [GeneratedRegex(@"It made \d+ calls in the last 24 hours\.")]
    private static partial Regex CallsInTheLastDay();
}
