using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;

namespace Dhafnck.McpAuth.Tests.Telemetry;

/// <summary>ASP.NET Core's own metrics count what the gate decides, and nothing twice when its middleware authenticates.</summary>
public sealed class AspNetCoreMetricTests
{
    private const string Duration = "aspnetcore.authentication.authenticate.duration";
    private const string Attempts = "aspnetcore.authorization.attempts";
    private const string Challenges = "aspnetcore.authentication.challenges";
    private const string Forbids = "aspnetcore.authentication.forbids";

    private static readonly (string, object) Ours = ("aspnetcore.authentication.scheme", "McpBearer");
    private static readonly string[] Kinds = [Duration, Attempts, Challenges, Forbids];

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_good_request_is_one_authentication_and_one_authorization(bool hasUsers, bool isExplicit)
    {
        await using var server = await StartAsync(hasUsers, isExplicit);
        using var metrics = CollectedMetrics.Of(server);

        // A list would be more: the SDK evaluates the attributes of each tool.
        (await server.CallToolAsync((await server.IssueAsync()).Value, "whoami")).Should().Contain("alice");

        metrics.Of(Duration, Ours).Should().ContainSingle().Which.Tags.Should().Contain("aspnetcore.authentication.result", "success").And.NotContainKey("error.type");
        metrics.Of(Attempts).Should().ContainSingle().Which.Tags.Should().Contain("aspnetcore.authorization.result", "success").And.Contain("aspnetcore.user.is_authenticated", true);
        metrics.Of(Challenges).Should().BeEmpty();
        metrics.Of(Forbids).Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_without_a_token_is_an_authentication_without_result_and_a_challenge(bool isExplicit)
    {
        await using var server = await StartAsync(hasUsers: true, isExplicit);
        using var metrics = CollectedMetrics.Of(server);

        using var response = await server.ListToolsAsync(null);

        metrics.Of(Duration, Ours).Should().ContainSingle().Which.Tags.Should().Contain("aspnetcore.authentication.result", "none").And.NotContainKey("error.type");
        metrics.Of(Challenges).Should().ContainSingle().Which.Tags.Should().Contain("aspnetcore.authentication.scheme", "McpBearer");
        metrics.Of(Attempts).Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_token_is_a_failure_and_a_challenge(bool isExplicit)
    {
        await using var server = await StartAsync(hasUsers: true, isExplicit);
        using var metrics = CollectedMetrics.Of(server);

        using var response = await server.ListToolsAsync("not.a.token");

        metrics.Of(Duration, Ours).Should().ContainSingle().Which.Tags.Should()
            .Contain("aspnetcore.authentication.result", "failure").And.Contain("error.type", typeof(AuthenticationFailureException).FullName);
        metrics.Sum(Challenges, Ours).Should().Be(1);
    }

    [Fact]
    public async Task A_token_that_lacks_a_scope_is_an_authorization_that_failed_and_a_forbid()
    {
        await using var server = await StartAsync(hasUsers: true, isExplicit: false);
        using var metrics = CollectedMetrics.Of(server);

        var answer = await server.CallToolAsync((await server.IssueAsync(["execute:mcp", "read:tasks"])).Value, "write_tasks");

        answer.Should().Contain("lacks a scope");
        metrics.Of(Attempts).Should().ContainSingle().Which.Tags.Should().Contain("aspnetcore.authorization.result", "failure");
        metrics.Sum(Forbids, Ours).Should().Be(1);
        metrics.Of(Challenges).Should().BeEmpty();
    }

    [Fact]
    public async Task A_challenge_by_a_policy_is_counted_once()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app => app.MapGet("/protected", () => "ok").RequireMcpAuth().RequireAuthorization("signed-in"));
        using var metrics = CollectedMetrics.Of(server);

        using var response = await server.Http.GetAsync("/protected", TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        metrics.Sum(Challenges, Ours).Should().BeLessThanOrEqualTo(1);
        metrics.Sum(Challenges).Should().Be(1);
    }

    [Fact]
    public async Task The_instruments_are_ASPNET_Cores_own()
    {
        await using var server = await StartAsync(hasUsers: true, isExplicit: true);
        using var request = await server.SendAsUserAsync(HttpMethod.Get, "/api/v2/tokens");
        using var metrics = CollectedMetrics.Of(server);

        metrics.Instruments.Where(instrument => Kinds.Contains(instrument.Name)).Select(instrument => instrument.Name).Should().BeEquivalentTo(Kinds);
    }

    private static Task<McpTestServer> StartAsync(bool hasUsers, bool isExplicit) =>
        McpTestServer.StartAsync(options =>
        {
            options.HasUsers = hasUsers;
            options.Map = app =>
            {
                if (isExplicit)
                {
                    app.UseRouting();
                    app.UseAuthentication();
                    app.UseAuthorization();
                }

                app.MapMcp("/mcp").RequireMcpAuth();
                app.MapMcpTokens().RequireAuthorization("signed-in");
            };
        });
}
