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
    public async Task An_administrator_lists_and_searches_the_tokens_of_all_owners()
    {
        await using var server = await Setup.WithAdmin().StartAsync();
        var alices = await server.IssueAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        var bobs = await server.IssueAsync(["read:tasks"], owner: "bob");

        (await ListedAsync(server, "")).Should().Equal(bobs.Token.Id, alices.Token.Id);
        (await ListedAsync(server, "?limit=1&skip=1")).Should().Equal(alices.Token.Id);
        (await ListedAsync(server, "?owner=bob")).Should().Equal(bobs.Token.Id);
        (await ListedAsync(server, "?scope=execute:mcp")).Should().Equal(alices.Token.Id);
        (await ListedAsync(server, "?issued_after=2026-11-23T12:01:00Z")).Should().Equal(bobs.Token.Id);
        (await ListedAsync(server, "?owner=carol")).Should().BeEmpty();

        using var one = await AsAdminAsync(server, HttpMethod.Get, alices.Token.Id);
        using var usage = await AsAdminAsync(server, HttpMethod.Get, $"{alices.Token.Id}/usage");
        using var unknown = await AsAdminAsync(server, HttpMethod.Get, "tok_unknown");
        var record = await ReadAsync(one);
        record.GetProperty("owner_id").GetString().Should().Be("alice");
        record.GetProperty("issued_at").GetDateTimeOffset().Should().Be(SampleTokens.Noon);
        record.TryGetProperty("token", out _).Should().BeFalse();
        usage.StatusCode.Should().Be(HttpStatusCode.OK);
        unknown.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_an_administrator_revokes_is_refused_and_the_trail_names_the_administrator()
    {
        await using var server = await Setup.WithAdmin().StartAsync();
        var issued = await server.IssueAsync();

        using var late = await AsAdminAsync(server, HttpMethod.Delete, issued.Token.Id, ifMatch: "\"7\"");
        using var revoked = await AsAdminAsync(server, HttpMethod.Delete, issued.Token.Id);
        using var again = await AsAdminAsync(server, HttpMethod.Delete, issued.Token.Id);

        late.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        revoked.StatusCode.Should().Be(HttpStatusCode.NoContent);
        again.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
        var entry = (await AuditAsync(server, issued.Token.Id))[0];
        By(entry).Should().Be("administrator root");
        entry.GetProperty("address").ValueKind.Should().Be(JsonValueKind.Null, "where an administrator works is not the owner's business");
        using var trail = await AsAdminAsync(server, HttpMethod.Get, "audit?by=root");
        (await ReadAsync(trail)).GetProperty("data").EnumerateArray().Should().ContainSingle().Which.GetProperty("address").GetString().Should().Be("127.0.0.1");
    }

    [Fact]
    public async Task An_administrator_revokes_all_tokens_of_an_owner_or_what_was_issued_or_rotated_from_a_time_on()
    {
        await using var server = await Setup.WithAdmin().StartAsync();
        var (old, rotated, bobs) = (await server.IssueAsync(), await server.IssueAsync(), await server.IssueAsync(owner: "bob"));
        _time.Advance(TimeSpan.FromHours(1));
        using var rotation = await RotateAsync(server, rotated.Token.Id);
        var recent = await server.IssueAsync(owner: "carol");

        using var nothing = await AsAdminAsync(server, HttpMethod.Delete, "");
        using var issued = await AsAdminAsync(server, HttpMethod.Delete, "?issued_after=2026-11-23T13:00:00Z");
        using var again = await AsAdminAsync(server, HttpMethod.Delete, "?issued_after=2026-11-23T13:00:00Z");
        using var all = await AsAdminAsync(server, HttpMethod.Delete, "?owner=bob");

        nothing.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(issued)).GetProperty("revoked").GetInt32().Should().Be(2);
        (await ReadAsync(again)).GetProperty("revoked").GetInt32().Should().Be(0);
        (await ReadAsync(all)).GetProperty("revoked").GetInt32().Should().Be(1);
        (await server.StatusAsync(old.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync((await ReadAsync(rotation)).GetProperty("token").GetString())).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(recent.Value)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(bobs.Value)).Should().Be(HttpStatusCode.Unauthorized);
        var trail = await server.Store.ListAuditAsync(new() { By = "root" }, TestContext.Current.CancellationToken);
        trail.Select(entry => entry.TokenId).Should().BeEquivalentTo([rotated.Token.Id, recent.Token.Id, bobs.Token.Id]);
    }

    [Fact]
    public async Task An_administrator_grants_and_takes_the_scope_admin_with_a_trail()
    {
        await using var server = await Setup.WithAdmin().StartAsync();
        var issued = await server.IssueAsync(["read:tasks"]);
        var path = $"{issued.Token.Id}/scopes/mcp:admin";

        using var granted = await AsAdminAsync(server, HttpMethod.Put, path);
        using var twice = await AsAdminAsync(server, HttpMethod.Put, path);
        var call = await server.StatusAsync(issued.Value);
        using var valid = await ValidateAsync(server, issued.Value);
        using var taken = await AsAdminAsync(server, HttpMethod.Delete, path);
        using var unknown = await AsAdminAsync(server, HttpMethod.Put, $"{issued.Token.Id}/scopes/mcp:everything");
        using var revoked = await RevokeAsync(server, issued.Token.Id);
        using var late = await AsAdminAsync(server, HttpMethod.Put, path);

        Strings((await ReadAsync(granted)).GetProperty("scopes")).Should().Equal("read:tasks", "mcp:admin");
        Strings((await ReadAsync(valid)).GetProperty("effective_scopes")).Should().Contain("execute:mcp", "the string of the token stays the same");
        twice.StatusCode.Should().Be(HttpStatusCode.OK);
        Strings((await ReadAsync(taken)).GetProperty("scopes")).Should().Equal("read:tasks");
        unknown.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        late.StatusCode.Should().Be(HttpStatusCode.Conflict);
        var trail = await server.Store.ListAuditAsync(new() { By = "root" }, TestContext.Current.CancellationToken);
        trail.Select(entry => (entry.Action, entry.Outcome)).Should().Equal(
            (TokenAuditAction.GrantScope, TokenAuditOutcome.Refused),
            (TokenAuditAction.GrantScope, TokenAuditOutcome.Refused),
            (TokenAuditAction.RemoveScope, TokenAuditOutcome.Succeeded),
            (TokenAuditAction.GrantScope, TokenAuditOutcome.Succeeded));
        trail[^1].Detail.Should().Be("mcp:admin");
    }

    [Fact]
    public async Task The_whole_audit_trail_is_exported_as_JSON_lines()
    {
        await using var server = await Setup.WithAdmin().StartAsync();
        for (var token = 0; token < 5; token++)
        {
            await server.IssueAsync(owner: $"owner-{token}");
        }

        using var export = await AsAdminAsync(server, HttpMethod.Get, "audit?format=jsonl&limit=2");

        var lines = (await export.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("owner_id").GetString()).Should().Equal("owner-4", "owner-3", "owner-2", "owner-1", "owner-0");
    }

    private static Task<HttpResponseMessage> AsAdminAsync(McpTestServer server, HttpMethod method, string path, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, $"{AdminServer.Path}/{path}");
        request.Headers.Add("X-User", AdminServer.Administrator);
        if (ifMatch is not null)
        {
            request.Headers.Add("If-Match", ifMatch);
        }

        return server.Http.SendAsync(request);
    }

    private static async Task<IEnumerable<string?>> ListedAsync(McpTestServer server, string query)
    {
        using var response = await AsAdminAsync(server, HttpMethod.Get, query);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return [.. (await ReadAsync(response)).GetProperty("data").EnumerateArray().Select(token => token.GetProperty("id").GetString())];
    }
}
