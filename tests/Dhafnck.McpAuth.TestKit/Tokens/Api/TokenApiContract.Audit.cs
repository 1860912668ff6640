using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using FluentAssertions;
using Xunit;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task The_audit_trail_of_a_token_says_who_did_what_when_and_from_where()
    {
        await using var server = await Setup.StartAsync();
        using var created = await CreateAsync(server, ",\"rate_limit\":7");
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;
        _time.Advance(TimeSpan.FromMinutes(1));
        using var changed = await PatchAsync(server, id, """{"name":"secret plans","scopes":["write:tasks","tokens:rotate"],"metadata":{"team":"blue"}}""");
        using var rotated = await RotateAsync(server, id, """{"grace_period":60}""");
        using var itself = await RotateItselfAsync(server, (await ReadAsync(rotated)).GetProperty("token").GetString());
        using var revoked = await RevokeAsync(server, id);
        using var again = await RevokeAsync(server, id);

        var entries = await AuditAsync(server, id);

        entries.Select(entry => entry.GetProperty("action").GetString()).Should().Equal("revoke", "rotate", "rotate", "change", "create");
        entries.Should().OnlyContain(entry => entry.GetProperty("token_id").GetString() == id && entry.GetProperty("owner_id").GetString() == "alice");
        entries.Should().OnlyContain(entry => entry.GetProperty("address").GetString() == "127.0.0.1" && entry.GetProperty("outcome").GetString() == "succeeded");
        entries.Select(By).Should().Equal("owner alice", $"token {id}", "owner alice", "owner alice", "owner alice");
        entries[4].GetProperty("at").GetDateTimeOffset().Should().Be(SampleTokens.Noon);
        entries[3].GetProperty("at").GetDateTimeOffset().Should().Be(SampleTokens.Noon.AddMinutes(1));
        Detail(entries[4]).Should().Be("scopes: read:tasks; rate_limit: 7; expires_at: 2026-12-23T12:00:00Z");
        Detail(entries[3]).Should().Be("name; scopes: write:tasks tokens:rotate; metadata", "names and metadata are the owner's own texts");
        Detail(entries[2]).Should().Be("former_valid_until: 2026-11-23T12:02:00Z");
    }

    [Fact]
    public async Task The_audit_trail_of_a_token_is_its_owners_and_nobody_elses()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var bobs = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{issued.Token.Id}/audit", user: "bob");
        using var nobodys = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{issued.Token.Id}/audit", user: null);

        bobs.StatusCode.Should().Be(HttpStatusCode.NotFound);
        nobodys.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_the_owner_policy_refuses_is_in_the_audit_trail_and_a_mistake_in_a_request_is_not()
    {
        await using var server = await StartWithPolicyAsync();
        var (id, value) = await CreateRotatingAsync(server);
        _policy.Refuse = _ => ("scopes", "You may no longer grant this.");

        using var creation = await CreateAsync(server);
        using var mistake = await CreateAsync(server, ",\"rate_limit\":0");
        using var widening = await PatchAsync(server, id, """{"rate_limit":1001}""");
        using var rotation = await RotateAsync(server, id);
        using var itself = await RotateItselfAsync(server, value);

        var refused = (await server.Store.ListAuditAsync(new() { OwnerId = "alice" }, TestContext.Current.CancellationToken)).Where(entry => entry.Outcome == TokenAuditOutcome.Refused).ToList();
        refused.Select(entry => (entry.Action, entry.TokenId, entry.By.Id)).Should().Equal(
            (TokenAuditAction.Rotate, id, id),
            (TokenAuditAction.Rotate, id, "alice"),
            (TokenAuditAction.Change, id, "alice"),
            (TokenAuditAction.Create, null, "alice"));
        refused.Should().OnlyContain(entry => entry.Detail == "scopes: You may no longer grant this." && entry.By.Address == "127.0.0.1");
    }

    [Fact]
    public async Task The_audit_trail_is_read_page_by_page_and_exported_as_JSON_lines()
    {
        await using var server = await Setup.StartAsync();
        using var created = await CreateAsync(server);
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;
        for (var change = 0; change < 4; change++)
        {
            using var response = await PatchAsync(server, id, $$"""{"rate_limit":{{change + 1}}}""");
        }

        var pages = new List<JsonElement>();
        string? next = null;
        do
        {
            using var response = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{id}/audit?limit=2" + (next is null ? "" : $"&after={next}"));
            pages.Add(await ReadAsync(response));
            next = pages[^1].GetProperty("next").GetString();
        }
        while (next is not null);

        using var export = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{id}/audit?format=jsonl&limit=2");
        var lines = (await export.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var entries = pages.SelectMany(page => page.GetProperty("data").EnumerateArray()).ToList();
        pages.Should().HaveCount(3);
        entries.Select(Detail).Should().StartWith(["rate_limit: 4", "rate_limit: 3"]).And.HaveCount(5);
        export.Content.Headers.ContentType!.MediaType.Should().Be("application/jsonl");
        lines.Should().Equal(entries.Select(entry => entry.GetRawText()));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("after=yesterday", "after")]
    [InlineData("after=99999999999999999999.aud_1", "after")]
    [InlineData("from=yesterday", "from")]
    [InlineData("format=csv", "format")]
    public async Task A_query_of_the_audit_trail_that_is_not_valid_is_refused_by_field(string query, string field)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{issued.Token.Id}/audit?{query}");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(response)).GetProperty("errors").EnumerateObject().Should().ContainSingle(error => error.Name == field);
    }

    private static async Task<List<JsonElement>> AuditAsync(McpTestServer server, string id)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{id}/audit");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return [.. (await ReadAsync(response)).GetProperty("data").EnumerateArray()];
    }

    private static string? Detail(JsonElement entry) => entry.GetProperty("detail").GetString();

    private static string By(JsonElement entry) => $"{entry.GetProperty("by_kind").GetString()} {entry.GetProperty("by").GetString()}";
}
