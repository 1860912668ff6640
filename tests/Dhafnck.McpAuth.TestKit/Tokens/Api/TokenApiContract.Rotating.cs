using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_rotation_replaces_the_token_string_and_keeps_the_record()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        await server.Usage.AddAsync(SampleUsage.Of(issued.Token.Id, 3, issued.Token.CreatedAt));
        _time.Advance(TimeSpan.FromDays(10));

        using var response = await RotateAsync(server, issued.Token.Id);
        var token = await ReadAsync(response);

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.Location!.OriginalString.Should().Be($"{TokensPath}/{issued.Token.Id}");
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
        await using var server = await Setup.StartAsync();
        var first = await server.IssueAsync();
        using var rotated = await RotateAsync(server, first.Token.Id, """{"grace_period":604800}""");
        var second = (await ReadAsync(rotated)).GetProperty("token").GetString();

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

    [Fact]
    public async Task Of_64_parallel_rotations_one_has_a_successor_and_the_others_conflict()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => RotateAsync(server, issued.Token.Id)));

        // One that starts after another has ended is a rotation of its own.
        var made = responses.Where(response => response.StatusCode == HttpStatusCode.Created).ToList();
        responses.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.Created || response.StatusCode == HttpStatusCode.Conflict);
        (await server.Store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(1 + made.Count);
        var accepted = 0;
        foreach (var response in made)
        {
            using var used = await server.ListToolsAsync((await ReadAsync(response)).GetProperty("token").GetString());
            accepted += used.IsSuccessStatusCode ? 1 : 0;
        }

        accepted.Should().Be(1);
    }

    [Fact]
    public async Task A_revoked_or_expired_token_is_not_brought_back_and_anothers_is_not_found()
    {
        await using var server = await Setup.StartAsync();
        var revoked = await server.IssueAsync();
        var expired = await server.IssueAsync(days: 1);
        using var revocation = await server.SendAsUserAsync(HttpMethod.Delete, $"{TokensPath}/{revoked.Token.Id}");
        _time.Advance(TimeSpan.FromDays(1));

        using var first = await RotateAsync(server, revoked.Token.Id);
        using var second = await RotateAsync(server, expired.Token.Id);
        using var foreign = await server.SendAsUserAsync(HttpMethod.Post, $"{TokensPath}/{revoked.Token.Id}/rotate", user: "bob");

        first.StatusCode.Should().Be(HttpStatusCode.Conflict);
        second.StatusCode.Should().Be(HttpStatusCode.Conflict);
        foreign.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_revocation_ends_the_former_credential_too()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var rotated = await RotateAsync(server, issued.Token.Id, """{"grace_period":3600}""");

        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"{TokensPath}/{issued.Token.Id}");

        using var former = await server.ListToolsAsync(issued.Value);
        former.Challenge().Should().Contain("revoked");
    }

    [Fact]
    public async Task A_token_with_the_scope_rotates_itself_up_to_the_end_that_its_owner_set()
    {
        await using var server = await Setup.StartAsync();
        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"cron","scopes":["execute:mcp","tokens:rotate"],"expires_in_days":30,"rotatable_for_days":40}""");
        var token = (await ReadAsync(created)).GetProperty("token").GetString();

        _time.Advance(TimeSpan.FromDays(29));
        using var first = await RotateItselfAsync(server, token);
        var rotated = await ReadAsync(first);
        _time.Advance(TimeSpan.FromDays(11));
        using var second = await RotateItselfAsync(server, rotated.GetProperty("token").GetString());

        first.StatusCode.Should().Be(HttpStatusCode.Created);
        first.Headers.Location!.OriginalString.Should().Be($"{TokensPath}/{rotated.GetProperty("id").GetString()}");
        rotated.GetProperty("expires_at").GetDateTimeOffset().Should().Be(new DateTimeOffset(2027, 1, 2, 12, 0, 0, TimeSpan.Zero));
        Strings(rotated.GetProperty("scopes")).Should().Equal("execute:mcp", "tokens:rotate");
        second.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_without_the_scope_does_not_rotate_itself_and_admin_does_not_imply_it()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var admin = await server.IssueAsync();

        // No update gives the scope to a record: the administrator's SQL is played by putting the record in anew.
        await RemoveRecordsAsync(server.Store);
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
    public async Task A_rotation_by_the_token_itself_whose_answer_was_lost_can_be_repeated()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["tokens:rotate", "execute:mcp"]);
        using var lost = await RotateItselfAsync(server, issued.Value, """{"grace_period":3600}""");
        var lostToken = (await ReadAsync(lost)).GetProperty("token").GetString();

        _time.Advance(TimeSpan.FromMinutes(1));
        using var repeated = await RotateItselfAsync(server, issued.Value, """{"grace_period":604800}""");
        var token = (await ReadAsync(repeated)).GetProperty("token").GetString();
        using var unused = await server.ListToolsAsync(lostToken);
        using var used = await server.ListToolsAsync(token);
        using var former = await server.ListToolsAsync(issued.Value);
        using var tooLate = await RotateItselfAsync(server, issued.Value, """{"grace_period":3600}""");
        _time.Advance(TimeSpan.FromMinutes(59));
        using var afterGrace = await server.ListToolsAsync(issued.Value);

        repeated.StatusCode.Should().Be(HttpStatusCode.Created);
        unused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        used.StatusCode.Should().Be(HttpStatusCode.OK);
        former.StatusCode.Should().Be(HttpStatusCode.OK);
        tooLate.StatusCode.Should().Be(HttpStatusCode.Conflict, "the new credential is in use");
        afterGrace.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "a repetition does not prolong the grace period");
    }

    [Fact]
    public async Task The_first_use_of_a_credential_is_no_part_of_the_history_that_is_shown()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["tokens:rotate", "execute:mcp"]);
        using var rotated = await RotateItselfAsync(server, issued.Value, """{"grace_period":3600}""");
        using var used = await server.ListToolsAsync((await ReadAsync(rotated)).GetProperty("token").GetString());
        using var usedAgain = await server.ListToolsAsync((await ReadAsync(rotated)).GetProperty("token").GetString());

        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{issued.Token.Id}");

        (await ReadAsync(response)).GetProperty("history").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).Should().Equal("created", "rotated");
        (await server.Store.FindAsync(issued.Token.Id))!.Version.Should().Be(3);
    }

    [Fact]
    public async Task A_former_credential_in_its_grace_period_cannot_push_the_current_one_out()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["tokens:rotate"]);
        using var rotated = await RotateAsync(server, issued.Token.Id, """{"grace_period":3600}""");

        using var response = await RotateItselfAsync(server, issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.Conflict);
    }
}
