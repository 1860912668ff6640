using System.Text.Json;

namespace Page.Tests.Browser;

/// <summary>What a person does on the pages, in a few words.</summary>
public static class Steps
{
    public const string Password = "Passw0rd";

    /// <summary>Registers a new user, who is then signed in and at home.</summary>
    public static async Task<string> RegisterAsync(this IPage page, string address, string? email = null)
    {
        email ??= $"{Guid.NewGuid():N}@example.com";
        await page.GotoAsync(address + "/account/register");
        await page.GetByLabel("Email").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await page.WaitForURLAsync(address + "/");
        return email;
    }

    /// <summary>Makes a new user, who is then signed in; the window is where it was. What people see of that, <see cref="RegisterAsync"/> goes through.</summary>
    public static async Task<string> SignUpAsync(this IPage page, string address)
    {
        var credentials = new { email = $"{Guid.NewGuid():N}@example.com", password = Password };
        foreach (var path in new[] { "register", "login?useCookies=true" })
        {
            var response = await page.APIRequest.PostAsync($"{address}/api/auth/{path}", new() { DataObject = credentials });
            response.Status.Should().Be(200, await response.TextAsync());
        }

        return credentials.email;
    }

    public static async Task OpenViewAsync(this IPage page, string address, string hash, string heading)
    {
        await page.GotoAsync($"{address}/tokens{hash}");
        await page.Heading(heading).WaitForAsync();
    }

    public static ILocator Heading(this IPage page, string text) => page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true, Level = 1 });

    public static ILocator Submit(this IPage page) => page.Locator("main form.token-form button[type=submit]");

    /// <summary>Fills the form for a new token; nothing is sent.</summary>
    public static async Task FillNewTokenAsync(this IPage page, string name, params string[] scopes)
    {
        await page.Locator("form.token-form").GetByLabel("Name").FillAsync(name);
        foreach (var scope in scopes)
        {
            await page.Locator($"input[value='{scope}']").CheckAsync();
        }
    }

    /// <summary>Opens the fields of the form that are folded.</summary>
    public static Task UnfoldAsync(this IPage page) => page.Locator(".more-fields > summary").ClickAsync();

    /// <summary>Generates a token, and gives it from the text that shows it.</summary>
    public static async Task<string> GenerateAsync(this IPage page, string address, string name, params string[] scopes)
    {
        await page.OpenViewAsync(address, "#generate", "Generate Token");
        await page.FillNewTokenAsync(name, scopes);
        await page.Submit().ClickAsync();
        return await page.ShownTokenAsync();
    }

    public static async Task<string> ShownTokenAsync(this IPage page)
    {
        var token = await page.Locator(".secret").InnerTextAsync();
        token.Should().StartWith("eyJ");
        return token;
    }

    /// <summary>Makes a token by the page's own API, as its user, and gives the whole answer.</summary>
    public static async Task<JsonElement> CreateAsync(this IPage page, string address, object body)
    {
        var response = await page.APIRequest.PostAsync(address + "/api/v2/tokens/", new() { DataObject = body, Headers = new Dictionary<string, string> { ["X-Requested-With"] = "test" } });
        response.Status.Should().Be(201, await response.TextAsync());
        return (await response.JsonAsync())!.Value;
    }

    /// <summary>The user's tokens, as the API has them.</summary>
    public static async Task<JsonElement[]> ListAsync(this IPage page, string address)
    {
        var response = await page.APIRequest.GetAsync(address + "/api/v2/tokens/");
        return [.. (await response.JsonAsync())!.Value.GetProperty("data").EnumerateArray()];
    }

    /// <summary>What the element with the focus says of itself.</summary>
    public static Task<string> FocusedAsync(this IPage page) =>
        page.EvaluateAsync<string>("(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()");
}
