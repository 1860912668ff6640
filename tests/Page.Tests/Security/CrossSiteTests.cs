using System.Net;
using System.Text.Json;

namespace Page.Tests.Security;

/// <summary>What a page of another origin makes the browser of a signed-in user send changes nothing.</summary>
public sealed class CrossSiteTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    [Theory]
    [InlineData("application/x-www-form-urlencoded", "/{id}/rotate")]
    [InlineData("text/plain", "/{id}/rotate")]
    [InlineData("multipart/form-data", "/{id}/rotate")]
    [InlineData("text/plain", "/")]
    [InlineData("application/x-www-form-urlencoded", "/")]
    [InlineData("application/x-www-form-urlencoded", "/{id}?_method=DELETE")]
    public async Task A_form_of_another_site_changes_nothing(string encoding, string below)
    {
        var (id, token) = await SignInWithTokenAsync();
        var target = $"{Address}/api/v2/tokens{below.Replace("{id}", id, StringComparison.Ordinal)}";
        var json = WebUtility.HtmlEncode("""{"name":"planted","scopes":["execute:mcp"],"metadata":{"x":""");
        await using var site = await OtherSite.StartAsync(
            $"<form method='post' action='{target}' enctype='{encoding}'>" + (below.Contains("rotate") && encoding != "multipart/form-data" ? "" : $"<input name='{json}' value='\"}}}}'>") + "<button>Win a prize</button></form>");

        await Page.GotoAsync(site.Address);
        var answer = await Page.RunAndWaitForResponseAsync(() => Page.GetByRole(AriaRole.Button).ClickAsync(), response => response.Url == target);

        (await answer.Request.HeaderValueAsync("Cookie")).Should().Contain("Identity", "the attack has to be tried with the user's cookie");
        answer.Status.Should().BeOneOf(403, 405);
        await ExpectUnchangedAsync(id, token);
    }

    [Theory]
    [InlineData("POST", "/{id}/rotate", "no-cors", "")]
    [InlineData("POST", "/{id}/rotate", "no-cors", "text/plain")]
    [InlineData("POST", "/{id}/rotate", "cors", "")]
    [InlineData("POST", "/", "no-cors", "text/plain")]
    [InlineData("POST", "/", "cors", "application/json")]
    [InlineData("PATCH", "/{id}", "cors", "application/json")]
    [InlineData("DELETE", "/{id}", "cors", "")]
    [InlineData("DELETE", "/", "cors", "")]
    public async Task A_fetch_from_another_origin_changes_nothing(string method, string below, string mode, string contentType)
    {
        var (id, token) = await SignInWithTokenAsync();
        var target = $"{Address}/api/v2/tokens{below.Replace("{id}", id, StringComparison.Ordinal)}";
        await using var site = await OtherSite.StartAsync("<p>Hello</p>");
        await Page.GotoAsync(site.Address);

        await Page.EvaluateAsync(
            "([target, method, mode, type]) => fetch(target, { method, mode, credentials: 'include', headers: type ? { 'Content-Type': type } : {}, body: type ? '{\"name\":\"planted\",\"scopes\":[\"execute:mcp\"]}' : undefined }).then(r => r.status, e => e.message)",
            new[] { target, method, mode, contentType });

        DropComplaints();
        await ExpectUnchangedAsync(id, token);
    }

    [Fact]
    public async Task Another_origin_reads_nothing_and_frames_nothing()
    {
        await SignInWithTokenAsync();
        await using var site = await OtherSite.StartAsync($"<iframe src='{Address}/tokens'></iframe>");
        await Page.GotoAsync(site.Address);

        var read = await Page.EvaluateAsync<string>("target => fetch(target, { credentials: 'include' }).then(r => r.text(), e => 'blocked')", Address + "/api/v2/tokens/");
        var frame = Page.Frames.Single(frame => frame != Page.MainFrame);

        read.Should().Be("blocked");
        (await frame.ContentAsync()).Should().NotContain("API Tokens");
        DropComplaints();
    }

    private async Task<(string Id, string Token)> SignInWithTokenAsync()
    {
        await Page.SignUpAsync(Address);
        var created = await Page.CreateAsync(Address, new { name = "mine", scopes = new[] { "execute:mcp" } });
        return (created.GetProperty("id").GetString()!, created.GetProperty("token").GetString()!);
    }

    private async Task ExpectUnchangedAsync(string id, string token)
    {
        var only = (await Page.ListAsync(Address)).Should().ContainSingle().Subject;
        only.GetProperty("id").GetString().Should().Be(id);
        only.GetProperty("name").GetString().Should().Be("mine");
        only.GetProperty("revoked_at").ValueKind.Should().Be(JsonValueKind.Null);
        using var response = await Server.Server.PostMcpAsync("/mcp/", """{"jsonrpc":"2.0","method":"tools/list","id":1}""", token);
        response.StatusCode.Should().Be(HttpStatusCode.OK, "the token was not rotated or revoked");
    }
}
