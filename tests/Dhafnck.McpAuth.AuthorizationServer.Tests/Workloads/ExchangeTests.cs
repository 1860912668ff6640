using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Workloads;

/// <summary>A workload exchanges the identity token of its platform for an API token that lives for minutes (RFC 8693).</summary>
public sealed class ExchangeTests
{
    [Fact]
    public async Task A_workload_gets_a_token_of_the_rules_owner_and_calls_a_tool()
    {
        await using var workloads = await WorkloadServer.StartAsync();

        var answer = (await workloads.ExchangeAsync(workloads.Identify())).ShouldSucceed();

        answer.Text("token_type").Should().Be("Bearer");
        answer.Text("issued_token_type").Should().Be("urn:ietf:params:oauth:token-type:access_token");
        answer.Json["expires_in"]!.GetValue<long>().Should().BeInRange(898, 900);
        answer.Json["refresh_token"].Should().BeNull();
        answer.Scopes.Should().BeEquivalentTo("execute:mcp", "write:tasks");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        var record = (await workloads.ListAsync()).Should().ContainSingle().Subject;
        record.Credential.Hash.Should().Be(TokenHash.Compute(answer.AccessToken));
        record.Name.Should().Be("Build jobs");
        record.Audience.Should().Be(workloads.Server.Mcp);
        record.Lifetime.Should().Be(TimeSpan.FromMinutes(15));
        record.Connection.Should().BeNull("nobody let an application in");
        record.Metadata.Should().Equal(new Dictionary<string, string> { ["workload_issuer"] = workloads.Platform.Address, ["workload_subject"] = WorkloadServer.Subject });
        using var called = await workloads.Server.CallAsync(answer.AccessToken, "write_tasks");
        (await called.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("written");
    }

    [Fact]
    public async Task Jobs_that_run_at_once_have_tokens_of_their_own()
    {
        await using var workloads = await WorkloadServer.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => workloads.ExchangeAsync(workloads.Identify())));

        foreach (var answer in answers)
        {
            (await workloads.Server.UseAsync(answer.ShouldSucceed().AccessToken)).Should().Be(HttpStatusCode.OK);
        }

        (await workloads.ListAsync()).Should().HaveCount(4);
    }

    [Fact]
    public async Task A_token_ends_after_the_time_in_the_settings()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var workloads = await WorkloadServer.StartAsync(options => options.TokenLifetime = TimeSpan.FromMinutes(5), time: time);
        var answer = (await workloads.ExchangeAsync(workloads.Identify())).ShouldSucceed();
        answer.Json["expires_in"]!.GetValue<long>().Should().BeInRange(298, 300);

        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromMinutes(5));

        (await workloads.Server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_owner_revokes_the_token_of_a_workload()
    {
        await using var workloads = await WorkloadServer.StartAsync();
        var answer = (await workloads.ExchangeAsync(workloads.Identify())).ShouldSucceed();
        var record = (await workloads.ListAsync()).Single();

        await workloads.Server.Services.GetRequiredService<ApiTokenService>().RevokeAsync(WorkloadServer.Owner, record.Id, TestContext.Current.CancellationToken);

        (await workloads.Server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_owner_policy_is_asked_at_each_exchange()
    {
        await using var workloads = await WorkloadServer.StartAsync(change: options => options.Builder += builder => builder.Services.AddSingleton<ITokenOwnerPolicy, NobodyIsActive>());

        (await workloads.ExchangeAsync(workloads.Identify())).ShouldBeRefused("invalid_request");

        (await workloads.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task The_metadata_names_the_grant_only_when_there_is_a_rule()
    {
        await using var workloads = await WorkloadServer.StartAsync();
        await using var server = await ConnectServer.StartAsync();

        (await GrantsOf(workloads.Server)).Should().BeEquivalentTo("authorization_code", "refresh_token", WorkloadServer.GrantType);
        (await GrantsOf(server)).Should().BeEquivalentTo("authorization_code", "refresh_token");
        (await server.PostFormAsync("/oauth/token", [("grant_type", WorkloadServer.GrantType), ("subject_token", workloads.Identify()), ("subject_token_type", WorkloadServer.TokenType), ("resource", server.Mcp)]))
            .ShouldBeRefused("unsupported_grant_type");
    }

    [Fact]
    public async Task Nothing_secret_reaches_the_log()
    {
        await using var workloads = await WorkloadServer.StartAsync();
        var identity = workloads.Identify();

        var answer = (await workloads.ExchangeAsync(identity)).ShouldSucceed();
        await workloads.ExchangeAsync(identity + "x");

        workloads.Server.Log.Text.Should().NotContain(identity).And.NotContain(answer.AccessToken);
    }

    private static async Task<IEnumerable<string>> GrantsOf(ConnectServer server)
    {
        var metadata = System.Text.Json.Nodes.JsonNode.Parse(await server.Http.GetStringAsync("/.well-known/oauth-authorization-server", TestContext.Current.CancellationToken));
        return metadata!["grant_types_supported"]!.AsArray().Select(grant => grant!.GetValue<string>());
    }

    private sealed class NobodyIsActive : ITokenOwnerPolicy
    {
        public ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(false);
    }
}
