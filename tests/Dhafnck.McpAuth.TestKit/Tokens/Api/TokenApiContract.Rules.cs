using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using FluentAssertions;
using Xunit;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

/// <summary>The rules that an organization sets for its tokens.</summary>
public abstract partial class TokenApiContract
{
    private const string ApprovalScopes = "McpAuth:Tokens:ApprovalScopes";

    [Fact]
    public async Task A_token_string_does_not_live_longer_than_the_rule_allows_and_neither_does_a_rotated_one()
    {
        await using var before = await Setup.StartAsync();
        var old = await before.IssueAsync(days: 365);
        await using var server = await OnStoreOf(before).StartAsync(("McpAuth:Tokens:MaximumDays", "90"));

        using var tooLong = await CreateAsync(server, ",\"expires_in_days\":91");
        using var longest = await CreateAsync(server, ",\"expires_in_days\":90");
        using var rotated = await RotateAsync(server, old.Token.Id);

        await ShouldRefuseAsync(tooLong, "expires_in_days", "Must be from 1 to 90 days; it is 91.");
        longest.StatusCode.Should().Be(HttpStatusCode.Created);
        (await ReadAsync(rotated)).GetProperty("expires_at").GetDateTimeOffset().Should().Be(SampleTokens.Noon.AddDays(90));
    }

    [Fact]
    public async Task A_token_lives_for_thirty_days_or_for_as_long_as_the_rule_allows_if_that_is_less()
    {
        await using var free = await Setup.StartAsync();
        await using var server = await OnStoreOf(free).StartAsync(("McpAuth:Tokens:MaximumDays", "14"));

        using var usual = await CreateAsync(free);
        using var shorter = await CreateAsync(server);

        (await ReadAsync(usual)).GetProperty("expires_at").GetDateTimeOffset().Should().Be(SampleTokens.Noon.AddDays(30));
        (await ReadAsync(shorter)).GetProperty("expires_at").GetDateTimeOffset().Should().Be(SampleTokens.Noon.AddDays(14));
    }

    [Fact]
    public async Task A_token_is_limited_to_addresses_where_the_rule_requires_it()
    {
        await using var server = await Setup.StartAsync(("McpAuth:Tokens:RequireAllowedAddresses", "true"));
        const string Required = "this server requires them";

        using var none = await CreateAsync(server);
        using var all = await CreateAsync(server, ",\"allowed_addresses\":[\"192.0.2.1\",\"::/0\"]");
        using var halves = await CreateAsync(server, ",\"allowed_addresses\":[\"0.0.0.0/1\",\"128.0.0.0/1\"]");
        using var wide = await CreateAsync(server, ",\"allowed_addresses\":[\"2000::/15\"]");
        using var narrow = await CreateAsync(server, ",\"allowed_addresses\":[\"10.0.0.0/8\",\"2001::/16\"]");
        using var wrong = await CreateAsync(server, ",\"allowed_addresses\":[\"localhost\"]");
        using var some = await CreateAsync(server, ",\"allowed_addresses\":[\"127.0.0.1\"]");
        var id = (await ReadAsync(some)).GetProperty("id").GetString()!;
        using var reset = await PatchAsync(server, id, """{"allowed_addresses":null}""");
        using var renamed = await PatchAsync(server, id, """{"name":"renamed"}""");

        await ShouldRefuseAsync(none, "allowed_addresses", Required);
        await ShouldRefuseAsync(all, "allowed_addresses", Required);
        await ShouldRefuseAsync(halves, "allowed_addresses", Required);
        await ShouldRefuseAsync(wide, "allowed_addresses", "at least 8 bits (IPv4) or 16 bits (IPv6)");
        narrow.StatusCode.Should().Be(HttpStatusCode.Created);
        await ShouldRefuseAsync(wrong, "allowed_addresses", "'localhost' is not an IP address");
        some.StatusCode.Should().Be(HttpStatusCode.Created);
        await ShouldRefuseAsync(reset, "allowed_addresses", Required);
        renamed.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_is_made_without_the_scope_that_needs_approval_and_has_it_once_an_administrator_approves()
    {
        await using var server = await Setup.WithAdmin().StartAsync((ApprovalScopes, "write:tasks"));

        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["execute:mcp","write:tasks"]}""");
        using var other = await CreateAsync(server);
        var token = await ReadAsync(created);
        var (id, value) = (token.GetProperty("id").GetString()!, token.GetProperty("token").GetString());
        using var early = await ValidateAsync(server, value);
        var waiting = await ListedAsync(server, "?awaits_approval=true");
        using var approved = await AsAdminAsync(server, HttpMethod.Put, $"{id}/scopes/write:tasks");
        using var late = await ValidateAsync(server, value);
        using var kept = await PatchAsync(server, id, """{"scopes":["write:tasks","read:context"]}""");
        using var rotated = await RotateAsync(server, id);

        created.StatusCode.Should().Be(HttpStatusCode.Created);
        ScopesOf(token).Should().Be("execute:mcp; write:tasks");
        Strings((await ReadAsync(early)).GetProperty("effective_scopes")).Should().NotContain("write:tasks");
        waiting.Should().Equal(id);
        (await ListedAsync(server, "?awaits_approval=true")).Should().BeEmpty();
        ScopesOf(await ReadAsync(approved)).Should().Be("execute:mcp write:tasks; ");
        Strings((await ReadAsync(late)).GetProperty("effective_scopes")).Should().Contain("write:tasks");
        ScopesOf(await ReadAsync(kept)).Should().Be("write:tasks read:context; ", "an owner keeps what was approved");
        ScopesOf(await ReadAsync(rotated)).Should().Be("write:tasks read:context; ");
        (await AuditAsync(server, id)).Select(entry => $"{entry.GetProperty("action").GetString()}: {entry.GetProperty("detail").GetString()}").Should().SatisfyRespectively(
            rotation => rotation.Should().StartWith("rotate"),
            change => change.Should().Be("change: scopes: write:tasks read:context"),
            grant => grant.Should().Be("grant_scope: write:tasks"),
            creation => creation.Should().StartWith("create: scopes: execute:mcp; requested_scopes: write:tasks; "));
    }

    [Fact]
    public async Task A_denied_scope_no_longer_waits_and_its_owner_can_ask_again_or_ask_no_more()
    {
        await using var server = await Setup.WithAdmin().StartAsync((ApprovalScopes, "write:tasks"));
        using var created = await CreateAsync(server);
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;
        var path = $"{id}/requested-scopes/write:tasks";

        using var asked = await PatchAsync(server, id, """{"scopes":["read:tasks","write:tasks"]}""");
        using var denied = await AsAdminAsync(server, HttpMethod.Delete, path);
        using var twice = await AsAdminAsync(server, HttpMethod.Delete, path);
        using var again = await PatchAsync(server, id, """{"scopes":["write:tasks"]}""");
        using var renamed = await PatchAsync(server, id, """{"name":"renamed"}""");
        using var withdrawn = await PatchAsync(server, id, """{"scopes":["read:tasks"]}""");
        using var unknown = await AsAdminAsync(server, HttpMethod.Delete, "tok_unknown/requested-scopes/write:tasks");

        ScopesOf(await ReadAsync(asked)).Should().Be("read:tasks; write:tasks");
        ScopesOf(await ReadAsync(denied)).Should().Be("read:tasks; ");
        twice.StatusCode.Should().Be(HttpStatusCode.OK);
        ScopesOf(await ReadAsync(again)).Should().Be("; write:tasks", "a token without scopes can do nothing until the approval");
        ScopesOf(await ReadAsync(renamed)).Should().Be("; write:tasks");
        ScopesOf(await ReadAsync(withdrawn)).Should().Be("read:tasks; ");
        unknown.StatusCode.Should().Be(HttpStatusCode.NotFound);
        var trail = await server.Store.ListAuditAsync(new() { By = AdminServer.Administrator }, TestContext.Current.CancellationToken);
        trail.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Action = TokenAuditAction.DenyScope, Detail = "write:tasks", Outcome = TokenAuditOutcome.Succeeded });
    }

    [Fact]
    public async Task A_decision_about_a_scope_does_not_apply_to_a_token_that_was_changed_since_it_was_read_and_can_be_repeated()
    {
        await using var server = await Setup.WithAdmin().StartAsync((ApprovalScopes, "write:tasks,write:agents"));
        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["write:tasks","write:agents"]}""");
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;
        using var changed = await PatchAsync(server, id, """{"allowed_addresses":["192.0.2.1"]}""");
        var (grant, deny) = ($"{id}/scopes/write:tasks", $"{id}/requested-scopes/write:agents");

        using var lateGrant = await AsAdminAsync(server, HttpMethod.Put, grant, ifMatch: "\"1\"");
        using var lateDenial = await AsAdminAsync(server, HttpMethod.Delete, deny, ifMatch: "\"1\"");
        using var read = await AsAdminAsync(server, HttpMethod.Get, id);
        using var granted = await AsAdminAsync(server, HttpMethod.Put, grant, ifMatch: "\"2\"");
        using var grantedAgain = await AsAdminAsync(server, HttpMethod.Put, grant, ifMatch: "\"2\"");
        using var denied = await AsAdminAsync(server, HttpMethod.Delete, deny, ifMatch: "\"3\"");
        using var deniedAgain = await AsAdminAsync(server, HttpMethod.Delete, deny, ifMatch: "\"3\"");

        lateGrant.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        lateDenial.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        ScopesOf(await ReadAsync(read)).Should().Be("; write:tasks write:agents");
        ScopesOf(await ReadAsync(granted)).Should().Be("write:tasks; write:agents");
        grantedAgain.StatusCode.Should().Be(HttpStatusCode.OK);
        ScopesOf(await ReadAsync(denied)).Should().Be("write:tasks; ");
        deniedAgain.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_scope_that_includes_one_that_needs_approval_needs_it_too()
    {
        await using var server = await Setup.StartAsync((ApprovalScopes, "read:tasks"));

        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["write:tasks","write:context"]}""");
        using var scopes = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + "/scopes");

        ScopesOf(await ReadAsync(created)).Should().Be("write:context; write:tasks");
        (await ReadAsync(scopes)).GetProperty("data").EnumerateArray()
            .Where(scope => scope.GetProperty("needs_approval").GetBoolean())
            .Select(scope => scope.GetProperty("name").GetString()).Should().BeEquivalentTo("read:tasks", "write:tasks");
    }

    [Fact]
    public async Task Approving_a_scope_does_not_approve_one_that_includes_it()
    {
        await using var server = await Setup.WithAdmin().StartAsync((ApprovalScopes, "read:tasks,write:tasks"));
        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["read:tasks","write:tasks"]}""");
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;
        using var approved = await AsAdminAsync(server, HttpMethod.Put, $"{id}/scopes/read:tasks");
        using var denied = await AsAdminAsync(server, HttpMethod.Delete, $"{id}/requested-scopes/write:tasks");

        using var again = await PatchAsync(server, id, """{"scopes":["read:tasks","write:tasks"]}""");
        using var granted = await AsAdminAsync(server, HttpMethod.Put, $"{id}/scopes/write:tasks");
        using var narrowed = await PatchAsync(server, id, """{"scopes":["read:tasks"]}""");

        ScopesOf(await ReadAsync(denied)).Should().Be("read:tasks; ");
        ScopesOf(await ReadAsync(again)).Should().Be("read:tasks; write:tasks");
        ScopesOf(await ReadAsync(granted)).Should().Be("read:tasks write:tasks; ");
        ScopesOf(await ReadAsync(narrowed)).Should().Be("read:tasks; ", "a scope that is held includes what is left");
    }

    [Fact]
    public async Task Tokens_that_nobody_uses_end_and_those_that_are_used_rotated_or_young_enough_do_not()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var options = Setup;
        options.Time = TimeProvider.System;
        await using var before = await options.StartAsync();
        var store = before.Store;
        var used = await AddAsync(now.AddDays(-11), token => token with { LastUsedAt = now.AddDays(-9) });
        var rotated = await AddAsync(now.AddDays(-11), token => token with { IssuedAt = now.AddDays(-9) });
        var counted = await AddAsync(now.AddDays(-10).AddMinutes(-30), token => token);
        var connection = await AddAsync(now.AddDays(-11).AddMinutes(-1), token => token with { Connection = new() { ClientId = "client-1", ClientName = "A client" } });
        var unused = await AddAsync(now.AddDays(-12), token => token);
        options = OnStoreOf(before);
        options.Time = TimeProvider.System;

        // The list begins with the newest: all others have been looked at when the oldest ends.
        await using var server = await options.StartAsync(("McpAuth:Tokens:ExpireUnusedAfter", "10.00:00:00"));
        var ended = await Eventually.GetAsync(async () => (await store.FindAsync(unused.Id))!, token => !token.IsActive(TimeProvider.System.GetUtcNow()));

        ended.RevokedAt.Should().BeNull();
        (await store.FindAsync(connection.Id))!.IsActive(TimeProvider.System.GetUtcNow()).Should().BeFalse("a connection is a token too");
        foreach (var active in new[] { used, rotated, counted })
        {
            (await store.FindAsync(active.Id))!.ExpiresAt.Should().Be(active.ExpiresAt);
        }

        var entry = (await store.ListAuditAsync(new() { TokenId = unused.Id })).Should().ContainSingle().Subject;
        entry.Should().BeEquivalentTo(new { Action = TokenAuditAction.Expire, Detail = "Unused for 10 days.", By = new { Kind = TokenActorKind.Application, Id = "McpAuth:Tokens:ExpireUnusedAfter" } });

        async Task<ApiToken> AddAsync(DateTimeOffset createdAt, Func<ApiToken, ApiToken> change)
        {
            var token = change(SampleTokens.Create(createdAt: createdAt));
            (await store.AddAsync(token)).Should().Be(TokenAddition.Added);
            return token;
        }
    }

    // A database is the same for all servers of a test, and memory is not.
    private McpTestServerOptions OnStoreOf(McpTestServer server)
    {
        var options = Setup;
        options.Store = server.Store as InMemoryTokenStore;
        return options;
    }

    private static string ScopesOf(JsonElement token) =>
        $"{string.Join(' ', Strings(token.GetProperty("scopes")))}; {string.Join(' ', Strings(token.GetProperty("requested_scopes")))}";

    private static async Task ShouldRefuseAsync(HttpResponseMessage response, string field, string message)
    {
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(response)).GetProperty("errors").GetProperty(field)[0].GetString().Should().Contain(message);
    }
}
