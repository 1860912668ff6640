namespace Page.Tests.Forms;

/// <summary>What is wrong with a form is said beside the field and in a summary that leads there, and nothing typed is lost.</summary>
public sealed class WrongInputTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private const string NewTokenForm = "#generate";

    [Theory]
    [InlineData("Name", "", "Give the token a name of 1 to 100 characters.")]
    [InlineData("Name", "   ", "Give the token a name of 1 to 100 characters.")]
    [InlineData("Name", "abc\u202Edef", "The name contains the control, text-direction or invisible character U+202E, which is not allowed.")]
    [InlineData("Limit per hour", "0", "Must be from 1 to 1000000 requests per hour; it is 0.")]
    [InlineData("Limit per hour", "-5", "Must be from 1 to 1000000 requests per hour; it is -5.")]
    [InlineData("Limit per hour", "1000001", "Must be from 1 to 1000000 requests per hour; it is 1000001.")]
    [InlineData("Limit per hour", "many", "Must be a whole number.")]
    [InlineData("Limit per hour", "1.5", "Must be a whole number.")]
    [InlineData("Limit per hour", "99999999999", "Must be a whole number from 1 to 1000000.")]
    [InlineData("Limit per hour", "", "Enter a whole number.")]
    [InlineData("Allowed addresses", "localhost", "'localhost' is not an IP address or a network in plain form, such as 192.0.2.7, 192.0.2.0/24")]
    [InlineData("Allowed addresses", "10.0.0.1/8", "'10.0.0.1/8' is not an IP address or a network in plain form")]
    [InlineData("Key (optional)", "short", "Must be the SHA-256 thumbprint of a JWK (RFC 7638) in base64url, which has 43 characters.")]
    [InlineData("May rotate itself for", "4000", "Must be from 1 to 3650 days; it is 4000.")]
    public async Task A_wrong_value_is_explained_beside_its_field_and_the_summary_leads_there(string label, string value, string message)
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, NewTokenForm, "Generate Token");
        await Page.FillNewTokenAsync("fine", "execute:mcp", "tokens:rotate");
        await Page.UnfoldAsync();
        var field = Page.GetByLabel(label);
        await field.FillAsync(value);

        await Page.Submit().ClickAsync();
        var summary = Page.Locator(".summary");
        await summary.WaitForAsync();

        await Assertions.Expect(summary).ToBeFocusedAsync();
        await Assertions.Expect(summary).ToContainTextAsync("There is a problem");
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        (await DescriptionAsync(field)).Should().Contain(message);
        await summary.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(field).ToBeFocusedAsync();
        (await field.InputValueAsync()).Should().Be(value);
        (await Page.ListAsync(Address)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("2020-01-01", "Must be from 1 to 365 days; it is -")]
    [InlineData("2199-01-01", "Must be from 1 to 365 days; it is ")]
    [InlineData("", "Choose a date.")]
    public async Task A_date_that_cannot_be_is_explained(string date, string message)
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, NewTokenForm, "Generate Token");
        await Page.FillNewTokenAsync("fine", "execute:mcp");
        await Page.GetByLabel("On a date").CheckAsync();
        await Page.GetByLabel("Expiry date").FillAsync(date);

        await Page.Submit().ClickAsync();

        await Assertions.Expect(Page.Locator("fieldset", new() { HasText = "On a date" }).Locator(".error")).ToContainTextAsync(message);
    }

    [Fact]
    public async Task A_date_is_counted_in_days_from_today()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, NewTokenForm, "Generate Token");
        await Page.FillNewTokenAsync("dated", "execute:mcp");
        var inTenDays = await Page.EvaluateAsync<string>("(() => { const d = new Date(); d.setDate(d.getDate() + 10); return d.toLocaleDateString('sv'); })()");
        await Page.GetByLabel("On a date").CheckAsync();
        await Page.GetByLabel("Expiry date").FillAsync(inTenDays);
        await Page.GetByText("in 10 days.").WaitForAsync();

        await Page.Submit().ClickAsync();
        await Page.ShownTokenAsync();

        var token = (await Page.ListAsync(Address)).Single();
        (token.GetProperty("expires_at").GetDateTimeOffset() - token.GetProperty("created_at").GetDateTimeOffset()).Should().Be(TimeSpan.FromDays(10));
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once_and_goes_away_as_it_is_mended()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, NewTokenForm, "Generate Token");
        await Page.UnfoldAsync();
        await Page.GetByLabel("Limit per hour").FillAsync("0");
        await Page.GetByLabel("Allowed addresses").FillAsync("nowhere");

        await Page.Submit().ClickAsync();
        await Assertions.Expect(Page.Locator(".summary")).ToContainTextAsync("There are 4 problems");
        await Page.Locator(".summary").GetByRole(AriaRole.Link, new() { Name = "Scopes" }).ClickAsync();
        await Assertions.Expect(Page.Locator("input[value='execute:mcp']")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(Page.Locator("fieldset", new() { HasText = "Grant only" }).Locator(".error")).ToBeHiddenAsync();
        await Page.GetByLabel("Name").FillAsync("mended");
        await Page.GetByLabel("Limit per hour").FillAsync("1,000");
        await Page.GetByLabel("Allowed addresses").FillAsync("127.0.0.1");
        await Page.Submit().ClickAsync();

        await Page.ShownTokenAsync();
        (await Page.ListAsync(Address)).Single().GetProperty("rate_limit").GetInt32().Should().Be(1000);
    }

    [Fact]
    public async Task What_the_server_refuses_as_a_whole_stands_in_the_summary_and_the_form_stays()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, NewTokenForm, "Generate Token");
        await Page.FillNewTokenAsync("kept", "execute:mcp");
        await Page.RouteAsync("**/api/v2/tokens/", route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"detail":"The token store is temporarily unavailable. Try again shortly."}""",
        }));

        await Page.Submit().ClickAsync();

        await Assertions.Expect(Page.Locator(".summary")).ToContainTextAsync("The token store is temporarily unavailable.");
        (await Page.GetByLabel("Name").InputValueAsync()).Should().Be("kept");
    }

    [Fact]
    public async Task An_answer_that_is_lost_on_its_way_makes_no_second_token()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, NewTokenForm, "Generate Token");
        await Page.FillNewTokenAsync("once", "execute:mcp");
        await Page.RouteAsync("**/api/v2/tokens/", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await Page.Submit().ClickAsync();
        await Assertions.Expect(Page.Locator(".summary")).ToContainTextAsync("The server did not answer.");
        await Page.UnrouteAllAsync();

        await Page.Submit().ClickAsync();

        await Page.Heading("The token was made already").WaitForAsync();
        (await Page.ListAsync(Address)).Should().ContainSingle();
    }

    [Fact]
    public async Task An_edit_of_what_someone_else_changed_meanwhile_overwrites_nothing_unasked()
    {
        await Page.SignUpAsync(Address);
        var id = (await Page.CreateAsync(Address, new { name = "mine", scopes = new[] { "execute:mcp" } })).GetProperty("id").GetString();
        await Page.OpenViewAsync(Address, $"#token/{id}/edit", "Edit token");
        await Page.GetByLabel("Limit per hour").FillAsync("77");
        var meanwhile = await Page.APIRequest.PatchAsync($"{Address}/api/v2/tokens/{id}", new() { DataObject = new { name = "theirs" }, Headers = new Dictionary<string, string> { ["X-Requested-With"] = "test" } });
        meanwhile.Ok.Should().BeTrue();

        await Page.Submit().ClickAsync();
        await Page.GetByText("The token was changed elsewhere meanwhile (name).").WaitForAsync();
        (await Page.ListAsync(Address)).Single().GetProperty("rate_limit").GetInt32().Should().Be(1000);
        (await Page.GetByLabel("Limit per hour").InputValueAsync()).Should().Be("77");
        (await Page.GetByLabel("Name").InputValueAsync()).Should().Be("theirs");
        await Page.Submit().ClickAsync();

        await Page.Heading("theirs").WaitForAsync();
        (await Page.ListAsync(Address)).Single().GetProperty("rate_limit").GetInt32().Should().Be(77);
    }

    [Fact]
    public async Task After_a_conflict_the_fields_that_were_not_changed_show_what_the_token_has_by_now()
    {
        await Page.SignUpAsync(Address);
        var id = (await Page.CreateAsync(Address, new { name = "mine", scopes = new[] { "execute:mcp", "read:tasks" } })).GetProperty("id").GetString();
        await Page.OpenViewAsync(Address, $"#token/{id}/edit", "Edit token");
        await Page.GetByLabel("Name").FillAsync("my new name");
        var theirs = new { name = "theirs", scopes = new[] { "execute:mcp", "write:context" }, rate_limit = 5, allowed_addresses = new[] { "127.0.0.1", "10.0.0.0/8" } };
        var meanwhile = await Page.APIRequest.PatchAsync($"{Address}/api/v2/tokens/{id}", new() { DataObject = theirs, Headers = new Dictionary<string, string> { ["X-Requested-With"] = "test" } });
        meanwhile.Ok.Should().BeTrue();

        await Page.Submit().ClickAsync();
        await Page.GetByText("The token was changed elsewhere meanwhile (name, scopes, limit, and addresses).").WaitForAsync();

        (await Page.GetByLabel("Name").InputValueAsync()).Should().Be("my new name");
        (await Page.GetByLabel("Limit per hour").InputValueAsync()).Should().Be("5");
        (await Page.GetByLabel("Allowed addresses").InputValueAsync()).Should().StartWith("127.0.0.1").And.EndWith("10.0.0.0/8");
        await Assertions.Expect(Page.Locator("input[value='write:context']")).ToBeCheckedAsync();
        await Assertions.Expect(Page.Locator("input[value='read:tasks']")).Not.ToBeCheckedAsync();
        await Page.Submit().ClickAsync();

        await Page.Heading("my new name").WaitForAsync();
        var saved = (await Page.ListAsync(Address)).Single();
        saved.GetProperty("rate_limit").GetInt32().Should().Be(5);
        saved.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().BeEquivalentTo(theirs.scopes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_form_without_scopes_has_one_short_problem_with_them(bool edits)
    {
        await Page.SignUpAsync(Address);
        var created = await Page.CreateAsync(Address, new { name = "fine", scopes = new[] { "read:tasks" } });
        await Page.OpenViewAsync(Address, edits ? $"#token/{created.GetProperty("id").GetString()}/edit" : NewTokenForm, edits ? "Edit token" : "Generate Token");
        await Page.GetByLabel("Name").FillAsync("still fine");
        await Page.Locator("input[value='read:tasks']").SetCheckedAsync(false);

        await Page.Submit().ClickAsync();

        await Assertions.Expect(Page.Locator(".summary")).ToHaveTextAsync("There is a problemScopes: Choose at least one scope.");
        await Assertions.Expect(Page.Locator("fieldset.wrong .error")).ToHaveTextAsync("Choose at least one scope.");
    }

    [Fact]
    public async Task Limit_and_addresses_are_folded_and_say_what_they_are_until_one_of_them_is_wrong()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, NewTokenForm, "Generate Token");
        await Page.FillNewTokenAsync("fine", "execute:mcp");
        var folded = Page.Locator(".more-fields");
        await Assertions.Expect(Page.GetByLabel("Limit per hour")).ToBeHiddenAsync();
        await Assertions.Expect(folded.Locator("summary")).ToHaveTextAsync("Limit, addresses and key 1000 requests per hour, from any address");
        await Page.UnfoldAsync();
        await Page.GetByLabel("Limit per hour").FillAsync("0");
        await Page.GetByLabel("Allowed addresses").FillAsync("127.0.0.1");
        await Page.UnfoldAsync();
        await Assertions.Expect(folded.Locator("summary")).ToHaveTextAsync("Limit, addresses and key 0 requests per hour, from 1 address or network");

        await Page.Submit().ClickAsync();

        await Assertions.Expect(Page.GetByLabel("Limit per hour")).ToBeVisibleAsync();
        await Page.Locator(".summary").GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(Page.GetByLabel("Limit per hour")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("W/\"1\"")]
    [InlineData("\"1-gzip\"")]
    [InlineData(null)]
    public async Task An_edit_is_saved_behind_a_proxy_that_compresses(string? etag)
    {
        await Page.SignUpAsync(Address);
        var id = (await Page.CreateAsync(Address, new { name = "mine", scopes = new[] { "execute:mcp" } })).GetProperty("id").GetString();
        await Page.RouteAsync($"**/api/v2/tokens/{id}", async route =>
        {
            var response = await route.FetchAsync();
            var headers = response.Headers.Where(header => header.Key != "etag").ToDictionary();
            if (etag is not null)
            {
                headers["etag"] = etag;
            }

            await route.FulfillAsync(new() { Response = response, Headers = headers });
        });
        await Page.OpenViewAsync(Address, $"#token/{id}/edit", "Edit token");
        await Page.GetByLabel("Limit per hour").FillAsync("77");

        await Page.Submit().ClickAsync();

        await Page.Heading("mine").WaitForAsync();
        (await Page.ListAsync(Address)).Single().GetProperty("rate_limit").GetInt32().Should().Be(77);
    }

    [Theory]
    [InlineData("", "Passw0rd", "Enter an email address")]
    [InlineData("nobody", "Passw0rd", "Enter an email address")]
    [InlineData("me@example.com", "short", "Passwords must")]
    public async Task A_registration_that_cannot_be_is_explained(string email, string password, string message)
    {
        await Page.GotoAsync(Address + "/account/register");
        await Page.GetByLabel("Email").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();

        await Page.GetByText(message).WaitForAsync();
        (await Page.GetByLabel("Email").InputValueAsync()).Should().Be(email);
    }

    [Fact]
    public async Task An_email_is_registered_once()
    {
        var email = await Page.SignUpAsync(Address);
        await Page.GotoAsync(Address + "/account/register");
        await Page.GetByLabel("Email").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(Steps.Password);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();

        await Page.GetByText("This email is registered already.").WaitForAsync();
    }

    private static Task<string> DescriptionAsync(ILocator field) =>
        field.EvaluateAsync<string>("field => field.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).textContent).join(' ')");
}
