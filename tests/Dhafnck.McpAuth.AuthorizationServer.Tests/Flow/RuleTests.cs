using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Workloads;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>What an organization rules for its tokens holds for the connections of OAuth clients too.</summary>
public sealed class RuleTests
{
    private static readonly TokenActor Root = new() { Kind = TokenActorKind.Administrator, Id = "root" };

    [Fact]
    public async Task A_connection_opens_without_the_scope_that_needs_approval_and_has_it_once_an_administrator_approves()
    {
        await using var server = await StartAsync(("ApprovalScopes", "write:tasks"));
        var client = await OAuthClient.RegisterAsync(server);

        var answer = await client.ConnectAsync("execute:mcp write:tasks");
        var record = (await server.ListAsync()).Single();
        using var early = await server.CallAsync(answer.AccessToken, "write_tasks");
        var refreshed = (await client.RefreshAsync(answer.RefreshToken)).ShouldSucceed();
        await Administration(server).GrantScopeAsync(Root, record.Id, "write:tasks", cancellationToken: TestContext.Current.CancellationToken);
        using var late = await server.CallAsync(refreshed.AccessToken, "write_tasks");

        answer.Scopes.Should().Equal("execute:mcp");
        record.RequestedScopes.Should().Equal("write:tasks");
        early.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refreshed.Scopes.Should().Equal("execute:mcp");
        (await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("written", "the record decides, and the client needs no new token");
        (await client.RefreshAsync(refreshed.RefreshToken)).ShouldSucceed().Scopes.Should().BeEquivalentTo("execute:mcp", "write:tasks");
    }

    [Fact]
    public async Task Consent_says_that_a_scope_waits_and_asking_again_for_a_denied_one_waits_again()
    {
        await using var server = await StartAsync(("ApprovalScopes", "write:tasks"));
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice");

        using var page = await browser.OpenAsync(client.AuthorizationUrl("write:tasks"));
        browser.Page.Should().Contain("An administrator has to approve it");
        var answer = await client.ConnectAsync("write:tasks");
        var record = (await server.ListAsync()).Single();
        await Administration(server).DenyScopeAsync(Root, record.Id, "write:tasks", cancellationToken: TestContext.Current.CancellationToken);
        var denied = (await server.ListAsync()).Single();
        var second = await client.ConnectAsync("execute:mcp write:tasks");

        answer.Scopes.Should().Equal("mcp:access");
        record.Scopes.Should().BeEmpty();
        denied.RequestedScopes.Should().BeEmpty();
        second.Scopes.Should().Equal("execute:mcp");
        (await server.ListAsync()).Should().ContainSingle().Which.RequestedScopes.Should().Equal("write:tasks");
    }

    [Fact]
    public async Task Approving_a_scope_of_a_connection_does_not_approve_one_that_includes_it()
    {
        await using var server = await StartAsync(("ApprovalScopes", "read:tasks,write:tasks"));
        var client = await OAuthClient.RegisterAsync(server);
        await client.ConnectAsync("read:tasks write:tasks");
        var record = (await server.ListAsync()).Single();
        await Administration(server).GrantScopeAsync(Root, record.Id, "read:tasks", cancellationToken: TestContext.Current.CancellationToken);
        await Administration(server).DenyScopeAsync(Root, record.Id, "write:tasks", cancellationToken: TestContext.Current.CancellationToken);

        await client.ConnectAsync("read:tasks write:tasks");

        var renewed = (await server.ListAsync()).Should().ContainSingle().Subject;
        renewed.Scopes.Should().Equal("read:tasks");
        renewed.RequestedScopes.Should().Equal("write:tasks");
    }

    [Fact]
    public async Task A_connection_lasts_no_longer_than_the_rule_allows_and_one_that_is_older_than_the_rule_from_its_next_refresh_on()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var before = await ConnectServer.StartAsync(time: time);
        var client = await OAuthClient.RegisterAsync(before);
        var old = await client.ConnectAsync();
        await using var server = await before.StartAnotherAsync(change: options =>
        {
            options.Time = time;
            options.Settings["McpAuth:Tokens:MaximumDays"] = "30";
        });

        await new OAuthClient(server, client.Id, before.Mcp).RefreshAsync(old.RefreshToken);
        var shortened = (await server.ListAsync()).Single();
        var opened = await server.Services.GetRequiredService<ApiTokenConnections>().OpenAsync(
            "bob",
            new() { Client = new() { ClientId = client.Id, ClientName = "A client" }, Scopes = ["execute:mcp"], Audience = before.Mcp, EndsInDays = 365 },
            TestContext.Current.CancellationToken);

        shortened.RotatableUntil.Should().BeCloseTo(time.GetUtcNow().AddDays(30), TimeSpan.FromSeconds(5));
        shortened.ExpiresAt.Should().BeOnOrBefore(shortened.RotatableUntil);
        opened.Token!.RotatableUntil.Should().BeCloseTo(time.GetUtcNow().AddDays(30), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("192.0.2.0/24", HttpStatusCode.Unauthorized)]
    public async Task A_connection_is_limited_to_the_addresses_of_the_rule(string addresses, HttpStatusCode status)
    {
        await using var server = await StartAsync(("RequireAllowedAddresses", "true"), ("ConnectionAddresses", addresses));

        var answer = await (await OAuthClient.RegisterAsync(server)).ConnectAsync();

        (await server.ListAsync()).Single().AllowedAddresses.Should().Equal(addresses);
        (await server.UseAsync(answer.AccessToken)).Should().Be(status);
    }

    [Fact]
    public async Task A_connection_that_is_older_than_the_rule_is_limited_when_its_client_asks_again()
    {
        await using var before = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(before);
        await client.ConnectAsync();
        await using var server = await before.StartAnotherAsync(change: options =>
        {
            options.Settings["McpAuth:Tokens:RequireAllowedAddresses"] = "true";
            options.Settings["McpAuth:Tokens:ConnectionAddresses"] = "127.0.0.1";
        });

        await new OAuthClient(server, client.Id, before.Mcp).ConnectAsync();

        (await server.ListAsync()).Should().ContainSingle().Which.AllowedAddresses.Should().Equal("127.0.0.1/32");
    }

    [Fact]
    public async Task The_rule_for_a_workload_approves_its_scopes_and_names_its_addresses()
    {
        await using var workloads = await WorkloadServer.StartAsync(rule: rule => rule.AllowedAddresses.Add("127.0.0.1"), change: options => Set(
            options, ("ApprovalScopes", "write:tasks"), ("RequireAllowedAddresses", "true"), ("ConnectionAddresses", "127.0.0.1")));

        var answer = (await workloads.ExchangeAsync(workloads.Identify())).ShouldSucceed();

        answer.Scopes.Should().BeEquivalentTo("execute:mcp", "write:tasks");
        (await workloads.ListAsync()).Single().AllowedAddresses.Should().Equal("127.0.0.1/32");
    }

    [Theory]
    [InlineData]
    [InlineData("0.0.0.0/0")]
    [InlineData("0.0.0.0/1", "128.0.0.0/1")]
    public async Task A_rule_for_a_workload_without_addresses_that_limit_it_stops_the_host_where_some_are_required(params string[] addresses)
    {
        var starting = () => WorkloadServer.StartAsync(
            rule: rule => addresses.ToList().ForEach(rule.AllowedAddresses.Add),
            change: options => Set(options, ("RequireAllowedAddresses", "true"), ("ConnectionAddresses", "127.0.0.1")));

        (await starting.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Workloads:Issuers:Rules needs AllowedAddresses*");
    }

    private static Task<ConnectServer> StartAsync(params (string Key, string Value)[] rules) => ConnectServer.StartAsync(change: options => Set(options, rules));

    private static void Set(McpTestServerOptions options, params (string Key, string Value)[] rules)
    {
        foreach (var (key, value) in rules)
        {
            options.Settings["McpAuth:Tokens:" + key] = value;
        }
    }

    private static ApiTokenAdministration Administration(ConnectServer server) => server.Services.GetRequiredService<ApiTokenAdministration>();
}
