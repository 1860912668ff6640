namespace Page.Tests.Connect;

/// <summary>A test of a client that is given the URL of the token server and nothing else. The test is its user, in a browser where nobody is signed in.</summary>
public abstract class ConnectTest(Chromium chromium, PageServer page, ConnectServer server) : BrowserTest(chromium, page)
{
    protected ConnectServer Target { get; } = server;

    /// <summary>Opens the URL that the client asks for, registers on the way, and approves.</summary>
    protected async Task ApproveAsync(Uri url, string client)
    {
        await Page.GotoAsync(url.AbsoluteUri);
        await ApproveAsync(client);
    }

    /// <summary>Registers on the page that the client has led to, and approves.</summary>
    protected async Task ApproveAsync(string client)
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = "Register" }).ClickAsync();
        await Page.WaitForURLAsync("**/account/register?*");
        await Page.GetByLabel("Email").FillAsync($"{Guid.NewGuid():N}@example.com");
        await Page.GetByLabel("Password").FillAsync(Steps.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Page.Heading($"Let {client} use this server as you?").WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
    }

    /// <summary>Opens the URL that the client asks for when a tool needs more, and approves what is new.</summary>
    protected async Task ApproveMoreAsync(Uri url, string client)
    {
        await Page.GotoAsync(url.AbsoluteUri);
        await Page.Heading($"Let {client} do more as you?").WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
    }

    /// <summary>Expects that the user finds the client among the connected apps, in use.</summary>
    protected async Task ShouldBeConnectedAsync(string client, string voucher)
    {
        var tokens = await Context.NewPageAsync();
        await tokens.OpenViewAsync(Target.Address, "", "Active Tokens");
        var apps = tokens.GetByRole(AriaRole.Region, new() { Name = "Connected apps" });
        await Assertions.Expect(apps.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(apps.Locator("td[data-label='App']")).ToContainTextAsync(client);
        await Assertions.Expect(apps.Locator("td[data-label='App']")).ToContainTextAsync(voucher);
        await Assertions.Expect(apps.Locator("td[data-label='Last used']")).ToContainTextAsync("from 127.0.0.1");
    }
}
