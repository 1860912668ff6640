using System.Runtime.CompilerServices;

namespace Page.Tests.Accessibility;

/// <summary>Walks through every view of the page and of the sample around it, stopping at each.</summary>
internal static class Views
{
    /// <summary>The name of each view, while it shows. <paramref name="use"/> lets a token of that id have been used, and <paramref name="connect"/> makes it an app's.</summary>
    public static async IAsyncEnumerable<string> WalkAsync(this IPage page, string address, string email, Func<string, Task> use, Func<string, string?, Task> connect, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await page.GotoAsync(address + "/sign-in");
        yield return "sign-in";
        await page.GotoAsync(address + "/account/register");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await page.Locator("#email-error").WaitForAsync();
        yield return "register";
        await page.RegisterAsync(address, email);
        await page.GetByText(email).WaitForAsync();
        yield return "home";

        await page.OpenViewAsync(address, "", "Active Tokens");
        await page.GetByText("You have no active token").WaitForAsync();
        yield return "empty";
        await page.OpenViewAsync(address, "#generate", "Generate Token");
        await page.Submit().ClickAsync();
        await page.Locator(".summary").WaitForAsync();
        yield return "errors";
        await page.FillNewTokenAsync("MCP Client Token", "execute:mcp", "write:tasks", "tokens:rotate");
        await page.GetByLabel("On a date").CheckAsync();
        await page.GetByText("This token will be able to call 5 of 9 tools").And(page.Locator("summary")).ClickAsync();
        await page.GetByLabel("30 days").CheckAsync();
        yield return "generate";
        await page.Submit().ClickAsync();
        await page.ShownTokenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await page.GetByText("It works").WaitForAsync();
        await page.GetByText("Show the tools").ClickAsync();
        yield return "reveal";
        await page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        yield return "leave";
        await use((await page.ListAsync(address)).Single().GetProperty("id").GetString()!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await page.Heading("MCP Client Token").WaitForAsync();
        cancellationToken.ThrowIfCancellationRequested();

        await page.GetByRole(AriaRole.Img).WaitForAsync();
        yield return "token";
        await page.GetByLabel("Last 30 days").CheckAsync();
        await page.GetByLabel("By tool").CheckAsync();
        await page.GetByText("Show as a table").ClickAsync();
        await page.GetByText("Requests by day (UTC)").WaitForAsync();
        yield return "token by day";
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        yield return "rotate";
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await page.Heading("Edit token").WaitForAsync();
        yield return "edit";

        await page.CreateAsync(address, new { name = "Nightly build", scopes = new[] { "execute:mcp", "read:tasks" }, expires_in_days = 3 });
        await use((await page.ListAsync(address))[0].GetProperty("id").GetString()!);
        await page.CreateAsync(address, new { name = "Deployment of the web site", scopes = new[] { "execute:mcp", "write:tasks", "write:context", "write:agents" }, expires_in_days = 365 });
        await page.OpenViewAsync(address, "", "Active Tokens");
        await page.GetByText("3 tokens").And(page.Locator(".total")).WaitForAsync();
        await page.Locator("tbody tr").Nth(2).ScrollIntoViewIfNeededAsync();
        await page.Locator(".sparkline").Nth(2).WaitForAsync();
        await page.EvaluateAsync("scrollTo(0, 0)");
        yield return "list";
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Nightly build" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByText("in the last 24 hours.").WaitForAsync();
        yield return "revoke";
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();
        await page.GetByLabel("State").SelectOptionAsync("Revoked");
        await page.Locator(".badge.revoked").WaitForAsync();
        yield return "revoked";
        await page.GetByLabel("Search by name").FillAsync("nothing of that name");
        await page.GetByText("No token matches.").WaitForAsync();
        yield return "no match";
        foreach (var (app, host) in new[] { ("Example Editor", "editor.example"), ("Command line", null) })
        {
            var id = (await page.CreateAsync(address, new { name = app, scopes = new[] { "execute:mcp", "write:tasks" } })).GetProperty("id").GetString()!;
            await connect(id, host);
            await use(id);
        }

        await page.OpenViewAsync(address, "", "Active Tokens");
        await page.Locator(".apps tbody tr").Nth(1).ScrollIntoViewIfNeededAsync();
        await page.Locator(".apps .sparkline").Nth(1).WaitForAsync();
        yield return "apps";
        await page.GetByRole(AriaRole.Button, new() { Name = "End Command line" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByText("in the last 24 hours.").WaitForAsync();
        yield return "end";
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new() { Name = "Example Editor" }).ClickAsync();
        await page.Heading("Example Editor").WaitForAsync();
        await page.GetByRole(AriaRole.Img).WaitForAsync();
        yield return "app";
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await page.Heading("Edit connection").WaitForAsync();
        yield return "edit app";
        await page.OpenViewAsync(address, "", "Active Tokens");
        await page.GetByText("1 token").Or(page.GetByText("2 tokens")).First.WaitForAsync();
        await page.Context.ClearCookiesAsync();
        await page.GetByLabel("State").SelectOptionAsync("All");
        await page.Locator(".notice").WaitForAsync();
        yield return "signed out";
    }
}
