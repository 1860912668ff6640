using System.Net;
using System.Text.RegularExpressions;
using Page.Tests.Security;

namespace Page.Tests.Consent;

/// <summary>Nobody but the user who reads the page approves what it shows.</summary>
public sealed partial class ConsentSecurityTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Fact]
    public async Task A_form_of_another_site_approves_nothing_even_with_the_ticket_of_the_users_own_page()
    {
        await using var host = await OpenAsync();
        var ticket = await Page.Locator("input[name=mcp_consent_ticket]").GetAttributeAsync("value");
        await using var site = await OtherSite.StartAsync(
            $"<form method='post' action='{host.Address}/authorize'>" + Inputs(new()
            {
                ["client_id"] = "client-1",
                ["redirect_uri"] = "https://client.example/callback",
                ["state"] = "s",
                ["mcp_consent_ticket"] = ticket!,
                ["mcp_consent_decision"] = "approve",
                ["mcp_consent_scope"] = "read:tasks",
                ["mcp_consent_rate_limit"] = "1000",
                ["mcp_consent_lifetime_days"] = "365",
            }) + "<button>Win a prize</button></form>");

        await Page.GotoAsync(site.Address);
        var answer = await Page.RunAndWaitForResponseAsync(() => Page.GetByRole(AriaRole.Button).ClickAsync(), response => response.Url == host.Address + "/authorize");

        answer.Status.Should().Be(403);
        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Another site sent this answer. Decide here.");
        host.Decisions.Should().BeEmpty();
    }

    [Fact]
    public async Task No_site_can_frame_the_page()
    {
        await using var host = await OpenAsync();
        await using var site = await OtherSite.StartAsync($"<iframe src='{WebUtility.HtmlEncode(host.Ask())}'></iframe>");

        await Page.GotoAsync(site.Address);

        var frame = Page.Frames.Single(frame => frame != Page.MainFrame);
        (await frame.ContentAsync()).Should().NotContain("Approve");
        DropComplaints();
    }

    [Theory]
    [InlineData("client_id", "client-2")]
    [InlineData("redirect_uri", "https://evil.example/callback")]
    [InlineData("state", "other")]
    [InlineData("scope", "read:tasks")]
    public async Task A_ticket_is_for_no_other_request(string parameter, string value)
    {
        await using var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        using var alice = await SignInAsync(host, "alice");
        var form = await GetFormAsync(alice, host);

        await ShouldBeRefusedAsync(alice, host, new(form) { [parameter] = value }, HttpStatusCode.BadRequest);
        await ShouldApproveAsync(alice, host, form);
    }

    [Fact]
    public async Task A_ticket_is_for_no_other_user_and_for_no_other_browser_of_the_user()
    {
        await using var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        using var alice = await SignInAsync(host, "alice");
        using var elsewhere = await SignInAsync(host, "alice");
        var form = await GetFormAsync(alice, host);
        await GetFormAsync(elsewhere, host);

        await ShouldBeRefusedAsync(elsewhere, host, form, HttpStatusCode.BadRequest);
        using var switched = await alice.GetAsync($"{host.Address}/sign-in/bob");
        await ShouldBeRefusedAsync(alice, host, form, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    public async Task A_ticket_that_is_none_approves_nothing(string ticket)
    {
        await using var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        using var alice = await SignInAsync(host, "alice");
        var form = await GetFormAsync(alice, host);

        await ShouldBeRefusedAsync(alice, host, new(form) { ["mcp_consent_ticket"] = ticket }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_ticket_is_good_for_half_an_hour()
    {
        await using var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        using var alice = await SignInAsync(host, "alice");
        var form = await GetFormAsync(alice, host);

        host.Time.Advance(TimeSpan.FromMinutes(29));
        await ShouldApproveAsync(alice, host, form);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await ShouldBeRefusedAsync(alice, host, form, HttpStatusCode.BadRequest, decisions: 1);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    public async Task A_browser_that_says_where_a_form_comes_from_is_believed(string header, string value)
    {
        await using var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        using var alice = await SignInAsync(host, "alice");
        var form = await GetFormAsync(alice, host);
        alice.DefaultRequestHeaders.Add(header, value);

        await ShouldBeRefusedAsync(alice, host, form, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_client_cannot_fill_in_the_form_with_the_parameters_of_its_request()
    {
        await using var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        using var alice = await SignInAsync(host, "alice");

        var page = await alice.GetStringAsync(host.Ask() + "&mcp_consent_decision=approve&mcp_consent_scope=write:tasks&MCP_CONSENT_ticket=x");

        Field().Matches(page).Select(field => field.Groups[1].Value).Should().Equal("client_id", "redirect_uri", "state", "mcp_consent_ticket");
    }

    [Fact]
    public async Task Scopes_that_were_not_asked_for_are_not_granted()
    {
        await using var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        using var alice = await SignInAsync(host, "alice");
        var form = await GetFormAsync(alice, host);

        using var response = await PostAsync(alice, host, new(form) { ["mcp_consent_scope"] = "mcp:admin" });

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        host.Decisions.Should().BeEmpty();
    }

    [Fact]
    public async Task Every_page_comes_under_strict_headers()
    {
        await using var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        using var alice = await SignInAsync(host, "alice");
        using var asked = await alice.GetAsync(host.Ask());
        using var ledBack = await PostAsync(alice, host, await GetFormAsync(alice, host));

        foreach (var response in new[] { asked, ledBack })
        {
            Header(response, "Content-Security-Policy").Should().StartWith("default-src 'none'; style-src 'sha256-")
                .And.Contain("form-action 'self'").And.Contain("base-uri 'none'").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe").And.NotContain("script-src");
            Header(response, "Cache-Control").Should().Be("no-store");
            Header(response, "X-Frame-Options").Should().Be("DENY");
            Header(response, "X-Content-Type-Options").Should().Be("nosniff");
            Header(response, "Referrer-Policy").Should().Be("no-referrer");
            response.Headers.Contains("Location").Should().BeFalse();
        }

        Header(asked, "Set-Cookie").Should().Contain("mcp-consent=").And.Contain("httponly").And.Contain("samesite=lax");
    }

    private static string Inputs(Dictionary<string, string> fields) =>
        string.Concat(fields.Select(field => $"<input type='hidden' name='{field.Key}' value='{WebUtility.HtmlEncode(field.Value)}'>"));

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    private static async Task<HttpClient> SignInAsync(ConsentHost host, string user)
    {
        var http = new HttpClient();
        using var response = await http.GetAsync($"{host.Address}/sign-in/{user}");
        response.EnsureSuccessStatusCode();
        return http;
    }

    /// <summary>Opens the page, and gives the fields that its button Approve sends.</summary>
    private static async Task<Dictionary<string, string>> GetFormAsync(HttpClient http, ConsentHost host)
    {
        var page = await http.GetStringAsync(host.Ask());
        var fields = Field().Matches(page).ToDictionary(field => field.Groups[1].Value, field => WebUtility.HtmlDecode(field.Groups[2].Value));
        return new(fields)
        {
            ["mcp_consent_decision"] = "approve",
            ["mcp_consent_scope"] = "read:tasks",
            ["mcp_consent_rate_limit"] = "1000",
            ["mcp_consent_lifetime_days"] = "365",
        };
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, ConsentHost host, Dictionary<string, string> form) =>
        http.PostAsync($"{host.Address}/authorize", new FormUrlEncodedContent(form));

    private static async Task ShouldApproveAsync(HttpClient http, ConsentHost host, Dictionary<string, string> form)
    {
        using var response = await PostAsync(http, host, form);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Contain("/callback?code=c");
        host.Decisions.Should().ContainSingle();
    }

    private static async Task ShouldBeRefusedAsync(HttpClient http, ConsentHost host, Dictionary<string, string> form, HttpStatusCode status, int decisions = 0)
    {
        using var response = await PostAsync(http, host, form);
        response.StatusCode.Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Contain("role=\"alert\"").And.NotContain("/callback?");
        host.Decisions.Should().HaveCount(decisions);
    }

    private async Task<ConsentHost> OpenAsync()
    {
        var host = await ConsentHost.StartAsync(SampleConsents.Editor);
        await Page.GotoAsync(host.Address + "/sign-in/ada");
        await Page.GotoAsync(host.Ask());
        return host;
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)">""")]
    private static partial Regex Field();
}
