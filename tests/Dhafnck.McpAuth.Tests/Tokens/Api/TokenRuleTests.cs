using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.TestKit.Tokens.Api;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>The rules that an organization sets for its tokens, where the store makes no difference: <see cref="TokenApiContract"/> has the others.</summary>
public sealed class TokenRuleTests
{
    private readonly FakeTimeProvider _time = new(SampleTokens.Noon);
    private readonly InMemoryTokenStore _tokens = new();

    [Fact]
    public async Task The_owner_policy_is_asked_about_a_scope_before_an_administrator_is()
    {
        await using var server = await new McpTestServerOptions { Time = _time, Auth = auth => auth.AddTokenOwnerPolicy<NoAgents>() }
            .StartAsync(("McpAuth:Tokens:ApprovalScopes", "write:agents,write:tasks"));

        using var refused = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["read:tasks","write:agents"]}""");
        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["read:tasks","write:tasks"]}""");
        using var widened = await PatchAsync(server, (await ReadAsync(created)).GetProperty("id").GetString()!, """{"scopes":["read:tasks","write:agents"]}""");

        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        created.StatusCode.Should().Be(HttpStatusCode.Created);
        widened.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_owner_policy_is_asked_about_a_scope_that_was_waiting_when_a_change_grants_it()
    {
        await using var before = await new McpTestServerOptions { Time = _time, Store = _tokens }.StartAsync(("McpAuth:Tokens:ApprovalScopes", "write:agents"));
        using var created = await before.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["read:tasks","write:agents"]}""");
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;
        await using var server = await new McpTestServerOptions { Time = _time, Store = _tokens, Auth = auth => auth.AddTokenOwnerPolicy<NoAgents>() }.StartAsync();

        using var granted = await PatchAsync(server, id, """{"scopes":["read:tasks","write:agents"]}""");
        using var withdrawn = await PatchAsync(server, id, """{"scopes":["read:tasks"]}""");

        granted.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        withdrawn.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_runs_the_server_approves_by_granting()
    {
        await using var server = await new McpTestServerOptions { Time = _time }.StartAsync(("McpAuth:Tokens:ApprovalScopes", "write:tasks"));
        var tokens = server.Services.GetRequiredService<ApiTokenService>();
        var request = new NewApiToken { Name = "t", Scopes = ["write:tasks"] };

        foreach (var (kind, isApproved) in new[] { (TokenActorKind.Command, true), (TokenActorKind.Administrator, true), (TokenActorKind.Application, true), (TokenActorKind.Owner, false), (TokenActorKind.Client, false) })
        {
            var creation = await tokens.As(new() { Kind = kind, Id = "somebody" }).CreateAsync("alice", request, cancellationToken: TestContext.Current.CancellationToken);

            creation.Token!.Scopes.Contains("write:tasks").Should().Be(isApproved, "of {0}", kind);
            creation.Token.RequestedScopes.Contains("write:tasks").Should().Be(!isApproved, "of {0}", kind);
        }
    }

    [Fact]
    public async Task Use_that_the_records_do_not_show_keeps_a_token_alive()
    {
        await using var server = await new McpTestServerOptions { Time = _time, Store = _tokens, Usage = new Shared(new InMemoryUsageStore(new LateStore(_tokens))) }
            .StartAsync(("McpAuth:Tokens:ExpireUnusedAfter", "2.00:00:00"));
        var used = await server.IssueAsync(days: 90);
        var unused = await server.IssueAsync(days: 90);

        _time.Advance(TimeSpan.FromDays(1.5));
        (await server.StatusAsync(used.Value)).Should().Be(HttpStatusCode.OK);
        using var usage = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{used.Token.Id}/usage");
        _time.Advance(TimeSpan.FromDays(1));
        await IsEndedAsync(unused);

        var record = (await _tokens.FindAsync(used.Token.Id, TestContext.Current.CancellationToken))!;
        record.LastUsedAt.Should().BeNull();
        record.IsActive(_time.GetUtcNow()).Should().BeTrue();
        (await server.StatusAsync(used.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(unused.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Use_that_the_records_no_longer_show_keeps_a_token_alive()
    {
        var usage = new Shared(new InMemoryUsageStore(new LateStore(_tokens)));
        await using var server = await new McpTestServerOptions { Time = _time, Store = _tokens, Usage = usage }.StartAsync(("McpAuth:Tokens:ExpireUnusedAfter", "2.00:00:00"));
        var unused = await server.IssueAsync(days: 90);
        var used = await server.IssueAsync(days: 90);
        await new InMemoryUsageStore(_tokens).AddAsync(SampleUsage.Of(used.Token.Id, 1, _time.GetUtcNow()));
        _time.Advance(TimeSpan.FromDays(1.5));
        var now = _time.GetUtcNow();
        await usage.AddAsync(SampleUsage.Of(used.Token.Id, 1, now) with { Hours = [SampleUsage.Count(now, null, UsageOutcome.Succeeded, 1)] });

        _time.Advance(TimeSpan.FromDays(1));
        await IsEndedAsync(unused);

        (await _tokens.FindAsync(used.Token.Id, TestContext.Current.CancellationToken))!.IsActive(_time.GetUtcNow()).Should().BeTrue();
    }

    [Fact]
    public async Task Use_that_was_written_after_the_list_was_read_keeps_a_token_alive()
    {
        var store = new LateStore(_tokens);
        await using var server = await new McpTestServerOptions { Time = _time, Store = store, Usage = new Shared(new InMemoryUsageStore(_tokens)) }
            .StartAsync(("McpAuth:Tokens:ExpireUnusedAfter", "2.00:00:00"));
        var unused = await server.IssueAsync(days: 90);
        var used = await server.IssueAsync(days: 90);
        store.AfterList = () => new InMemoryUsageStore(_tokens).AddAsync(SampleUsage.Of(used.Token.Id, 1, _time.GetUtcNow()));

        _time.Advance(TimeSpan.FromDays(2.5));
        await IsEndedAsync(unused);

        (await _tokens.FindAsync(used.Token.Id, TestContext.Current.CancellationToken))!.IsActive(_time.GetUtcNow()).Should().BeTrue();
    }

    [Fact]
    public async Task Nothing_ends_by_a_clock_that_is_not_the_stores()
    {
        var store = new LateStore(_tokens) { Clock = SampleTokens.Noon };
        await using var server = await new McpTestServerOptions { Time = _time, Store = store, Usage = new Shared(new InMemoryUsageStore(_tokens)) }
            .StartAsync(("McpAuth:Tokens:ExpireUnusedAfter", "2.00:00:00"));
        var unused = await server.IssueAsync(days: 90);

        _time.Advance(TimeSpan.FromDays(3));
        var hours = 0;
        await Eventually.GetAsync(() => Task.FromResult(hours++), hour => hour == 100, () => _time.Advance(TimeSpan.FromHours(1)));

        (await _tokens.FindAsync(unused.Token.Id, TestContext.Current.CancellationToken))!.IsActive(_time.GetUtcNow()).Should().BeTrue();
        store.Clock = null;
        await IsEndedAsync(unused);
    }

    [Theory]
    [InlineData("MaximumDays", "0", "Tokens.MaximumDays must be from 1 to 365; it is 0.")]
    [InlineData("MaximumDays", "366", "Tokens.MaximumDays must be from 1 to 365; it is 366.")]
    [InlineData("ExpireUnusedAfter", "12:00:00", "Tokens.ExpireUnusedAfter must be from a day*")]
    [InlineData("ExpireUnusedAfter", "90", "McpAuth:Tokens:ExpireUnusedAfter is '90'*")]
    [InlineData("AuditRetention", "12:00:00", "Tokens.AuditRetention must be from a day*")]
    [InlineData("ApprovalScopes", "write:taks", "Tokens.ApprovalScopes names 'write:taks'*")]
    [InlineData("ApprovalScopes", "mcp:admin", "Tokens.ApprovalScopes names 'mcp:admin'*")]
    [InlineData("ConnectionAddresses", "127.1", "Tokens.ConnectionAddresses has '127.1', which is not an IP address*")]
    [InlineData("ConnectionAddresses", "office", "Tokens.ConnectionAddresses has 'office', which is not an IP address*")]
    public async Task A_rule_that_cannot_be_meant_stops_the_start(string setting, string value, string message)
    {
        var starting = () => new McpTestServerOptions().StartAsync(($"McpAuth:Tokens:{setting}", value));

        (await starting.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message);
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("0.0.0.0/1,128.0.0.0/1")]
    [InlineData("192.0.2.1,2000::/15")]
    public async Task Addresses_of_connections_that_limit_nothing_stop_the_start_where_the_rule_requires_some(string addresses)
    {
        var starting = () => new McpTestServerOptions().StartAsync(("McpAuth:Tokens:RequireAllowedAddresses", "true"), ("McpAuth:Tokens:ConnectionAddresses", addresses));

        (await starting.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*Tokens.ConnectionAddresses has a network that is too wide*");
    }

    [Fact]
    public async Task More_addresses_of_connections_than_a_token_can_have_stop_the_start()
    {
        var addresses = string.Join(',', Enumerable.Range(0, 101).Select(number => $"192.0.2.{number}"));
        var starting = () => new McpTestServerOptions().StartAsync(("McpAuth:Tokens:ConnectionAddresses", addresses));

        (await starting.Should().ThrowAsync<OptionsValidationException>()).WithMessage("Tokens.ConnectionAddresses has 101 addresses; at most 100 are allowed.*");
    }

    [Fact]
    public async Task Unused_tokens_do_not_end_where_processes_do_not_tell_each_other_of_use()
    {
        var starting = () => new McpTestServerOptions { Store = new LateStore(_tokens) }.StartAsync(("McpAuth:Tokens:ExpireUnusedAfter", "2.00:00:00"));

        (await starting.Should().ThrowAsync<InvalidOperationException>()).WithMessage("McpAuth:Tokens:ExpireUnusedAfter*AddUsageStore*");
    }

    // However slowly the service works, the clock moves half a day at most. A token that was used within the last day is still in its time then.
    private async Task IsEndedAsync(IssuedToken issued)
    {
        var rounds = 0;
        await Eventually.GetAsync(
            async () => (await _tokens.FindAsync(issued.Token.Id, TestContext.Current.CancellationToken))!,
            token => !token.IsActive(_time.GetUtcNow()),
            () => _time.Advance(rounds < 1200 && rounds++ % 100 == 0 ? TimeSpan.FromHours(1) : TimeSpan.Zero));
    }

    private sealed class NoAgents : ITokenOwnerPolicy
    {
        public ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

        public ValueTask<IReadOnlyDictionary<string, string[]>> CheckGrantAsync(string ownerId, TokenGrant grant, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, string[]>>(grant.Scopes.Contains("write:agents")
                ? new Dictionary<string, string[]> { ["scopes"] = ["You may not configure agents."] }
                : []);
    }

    /// <summary>A usage store that is not known to be one process's own.</summary>
    private sealed class Shared(IUsageStore store) : DelegatingUsageStore(store);
}
