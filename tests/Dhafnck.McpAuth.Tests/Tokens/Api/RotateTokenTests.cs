using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.Testing.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

public sealed class RotateTokenTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_rotation_replaces_the_token_string_and_keeps_the_record()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        await server.Store.AddUsageAsync([new(issued.Token.Id, 3, issued.Token.CreatedAt)]);
        _time.Advance(TimeSpan.FromDays(10));

        using var response = await RotateAsync(server, issued.Token.Id);
        var token = Read(await response.Content.ReadAsStringAsync());

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.Location!.OriginalString.Should().Be($"/api/v2/tokens/{issued.Token.Id}");
        token.GetProperty("id").GetString().Should().Be(issued.Token.Id);
        token.GetProperty("usage_count").GetInt64().Should().Be(3);
        token.GetProperty("expires_at").GetDateTimeOffset().Should().Be(_time.GetUtcNow().AddDays(30));
        using var next = await server.ListToolsAsync(token.GetProperty("token").GetString());
        using var former = await server.ListToolsAsync(issued.Value);
        next.StatusCode.Should().Be(HttpStatusCode.OK);
        former.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        former.Challenge().Should().Contain("replaced by rotation");
    }

    [Fact]
    public async Task The_former_token_stays_good_for_the_grace_period_and_one_still_older_does_not()
    {
        await using var server = await StartAsync();
        var first = await server.IssueAsync();
        using var rotated = await RotateAsync(server, first.Token.Id, """{"grace_period":604800}""");
        var second = Read(await rotated.Content.ReadAsStringAsync()).GetProperty("token").GetString();

        using var within = await server.ListToolsAsync(first.Value);
        using var again = await RotateAsync(server, first.Token.Id, """{"grace_period":60}""");
        using var oldest = await server.ListToolsAsync(first.Value);
        using var former = await server.ListToolsAsync(second);
        _time.Advance(TimeSpan.FromSeconds(60));
        using var late = await server.ListToolsAsync(second);

        within.StatusCode.Should().Be(HttpStatusCode.OK);
        oldest.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        former.StatusCode.Should().Be(HttpStatusCode.OK);
        late.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"grace_period":-1}""", "grace_period")]
    [InlineData("""{"grace_period":604801}""", "grace_period")]
    [InlineData("""{"grace_period":"1"}""", "grace_period")]
    [InlineData("""{"grace_period":1.5}""", "grace_period")]
    [InlineData("""{"grace":1}""", "grace")]
    public async Task A_wrong_grace_period_is_a_problem_and_rotates_nothing(string body, string field)
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        using var response = await RotateAsync(server, issued.Token.Id, body);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        Read(await response.Content.ReadAsStringAsync()).GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue();
        using var used = await server.ListToolsAsync(issued.Value);
        used.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_64_parallel_rotations_one_has_a_successor_and_the_others_conflict()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => RotateAsync(server, issued.Token.Id)));

        // One that starts after another has ended is a rotation of its own.
        var made = responses.Where(response => response.StatusCode == HttpStatusCode.Created).ToList();
        responses.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.Created || response.StatusCode == HttpStatusCode.Conflict);
        (await server.Store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(1 + made.Count);
        var accepted = 0;
        foreach (var response in made)
        {
            using var used = await server.ListToolsAsync(Read(await response.Content.ReadAsStringAsync()).GetProperty("token").GetString());
            accepted += used.IsSuccessStatusCode ? 1 : 0;
        }

        accepted.Should().Be(1);
    }

    [Fact]
    public async Task A_revoked_or_expired_token_is_not_brought_back_and_anothers_is_not_found()
    {
        await using var server = await StartAsync();
        var revoked = await server.IssueAsync();
        var expired = await server.IssueAsync(days: 1);
        using var revocation = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{revoked.Token.Id}");
        _time.Advance(TimeSpan.FromDays(1));

        using var first = await RotateAsync(server, revoked.Token.Id);
        using var second = await RotateAsync(server, expired.Token.Id);
        using var foreign = await server.SendAsUserAsync(HttpMethod.Post, $"/api/v2/tokens/{revoked.Token.Id}/rotate", user: "bob");

        first.StatusCode.Should().Be(HttpStatusCode.Conflict);
        second.StatusCode.Should().Be(HttpStatusCode.Conflict);
        foreign.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_revocation_ends_the_former_credential_too()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        using var rotated = await RotateAsync(server, issued.Token.Id, """{"grace_period":3600}""");

        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");

        using var former = await server.ListToolsAsync(issued.Value);
        former.Challenge().Should().Contain("revoked");
    }

    [Fact]
    public async Task A_token_with_the_scope_rotates_itself_up_to_the_end_that_its_owner_set()
    {
        await using var server = await StartAsync();
        using var created = await server.SendAsUserAsync(HttpMethod.Post, "/api/v2/tokens", """{"name":"cron","scopes":["execute:mcp","tokens:rotate"],"expires_in_days":30,"rotatable_for_days":40}""");
        var token = Read(await created.Content.ReadAsStringAsync()).GetProperty("token").GetString();

        _time.Advance(TimeSpan.FromDays(29));
        using var first = await RotateItselfAsync(server, token);
        var rotated = Read(await first.Content.ReadAsStringAsync());
        _time.Advance(TimeSpan.FromDays(11));
        using var second = await RotateItselfAsync(server, rotated.GetProperty("token").GetString());

        first.StatusCode.Should().Be(HttpStatusCode.Created);
        first.Headers.Location!.OriginalString.Should().Be($"/api/v2/tokens/{rotated.GetProperty("id").GetString()}");
        rotated.GetProperty("expires_at").GetDateTimeOffset().Should().Be(new DateTimeOffset(2027, 1, 2, 12, 0, 0, TimeSpan.Zero));
        rotated.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().Equal("execute:mcp", "tokens:rotate");
        second.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_without_the_scope_does_not_rotate_itself_and_admin_does_not_imply_it()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        var admin = await server.IssueAsync();
        await server.Store.PruneAsync(DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        await server.Store.AddAsync(issued.Token);
        await server.Store.AddAsync(admin.Token with { Scopes = ["mcp:admin"] });

        using var ordinary = await RotateItselfAsync(server, issued.Value);
        using var administrator = await RotateItselfAsync(server, admin.Value);

        foreach (var response in new[] { ordinary, administrator })
        {
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
            response.Challenge().Should().Contain("error=\"insufficient_scope\"").And.EndWith("scope=\"tokens:rotate\"");
        }
    }

    [Fact]
    public async Task A_former_credential_in_its_grace_period_cannot_push_the_current_one_out()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync(["tokens:rotate"]);
        using var rotated = await RotateAsync(server, issued.Token.Id, """{"grace_period":3600}""");

        using var response = await RotateItselfAsync(server, issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    private static Task<HttpResponseMessage> RotateAsync(McpTestServer server, string id, string? body = null) =>
        server.SendAsUserAsync(HttpMethod.Post, $"/api/v2/tokens/{id}/rotate", body);

    private static Task<HttpResponseMessage> RotateItselfAsync(McpTestServer server, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/tokens/rotate");
        request.Headers.Authorization = new("Bearer", token);
        return server.Http.SendAsync(request);
    }

    private static JsonElement Read(string json) => JsonDocument.Parse(json).RootElement;

    private Task<McpTestServer> StartAsync() => McpTestServer.StartAsync(options => options.Time = _time);
}
