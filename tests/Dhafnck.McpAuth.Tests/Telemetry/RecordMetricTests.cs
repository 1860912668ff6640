using System.Diagnostics.Metrics;
using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tests.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Telemetry;

/// <summary>What the cached records cost, whether they are trusted, and how late a revocation is seen.</summary>
public sealed class RecordMetricTests : IAsyncDisposable
{
    private const string Recalls = "mcp_auth.cache.requests";
    private const string LookUps = "mcp_auth.cache.lookup.duration";
    private const string Polls = "mcp_auth.cache.poll.duration";
    private const string Lag = "mcp_auth.revocation.lag";
    private const string Trusted = "mcp_auth.cache.trusted";
    private const string Age = "mcp_auth.cache.confirmation.age";

    private static readonly (string, object) Hit = ("mcp_auth.cache.result", "hit");
    private static readonly (string, object) Miss = ("mcp_auth.cache.result", "miss");

    private readonly PollingProcesses _processes = new();

    public ValueTask DisposeAsync() => _processes.DisposeAsync();

    [Fact]
    public async Task The_first_request_of_a_token_misses_and_the_next_ones_hit()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync();
        using var metrics = CollectedMetrics.Of(server);

        for (var request = 0; request < 3; request++)
        {
            (await StatusAsync(server, issued)).Should().Be(HttpStatusCode.OK);
        }

        metrics.Sum(Recalls, Miss).Should().Be(1);
        metrics.Sum(Recalls, Hit).Should().Be(2);
        metrics.Of(LookUps).Should().ContainSingle().Which.Tags.Should().NotContainKey("error.type");
    }

    [Fact]
    public async Task A_look_up_and_a_poll_that_fail_say_how()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync();
        using var metrics = CollectedMetrics.Of(server);
        _processes.Store.IsCutOff = true;

        (await StatusAsync(server, issued)).Should().Be(HttpStatusCode.ServiceUnavailable);
        await _processes.PollAsync();

        metrics.Of(LookUps, ("error.type", typeof(TimeoutException).FullName!)).Should().NotBeEmpty();
        await Eventually.GetAsync(() => Task.FromResult(metrics.Of(Polls, ("error.type", typeof(TimeoutException).FullName!)).Count), count => count > 0);
    }

    [Fact]
    public async Task In_an_outage_the_age_of_the_last_confirmation_grows_until_the_records_are_no_longer_trusted()
    {
        var server = await _processes.StartAsync();
        using var metrics = CollectedMetrics.Of(server);
        metrics.Read(Trusted).Should().Be(1);
        metrics.Read(Age).Should().BeLessThan(1);

        _processes.Store.IsCutOff = true;
        for (var second = 0; second < 4; second++)
        {
            await _processes.PassAsync(TimeSpan.FromSeconds(1));
        }

        metrics.Read(Trusted).Should().Be(1);
        metrics.Read(Age).Should().BeInRange(3, 5);
        await _processes.PassAsync(TimeSpan.FromSeconds(1));
        await _processes.PassAsync(TimeSpan.FromSeconds(1));
        metrics.Read(Trusted).Should().Be(0);
        metrics.Read(Age).Should().BeGreaterThanOrEqualTo(5);

        _processes.Store.IsCutOff = false;
        await _processes.PollAsync();
        await Eventually.GetAsync(() => Task.FromResult(metrics.Read(Trusted)), trusted => trusted == 1);
    }

    [Fact]
    public async Task A_server_whose_store_has_never_answered_shows_no_age()
    {
        _processes.Store.IsCutOff = true;
        var server = await _processes.StartAsync();
        using var metrics = CollectedMetrics.Of(server);

        metrics.Read(Age).Should().BeNull();
        metrics.Read(Trusted).Should().Be(0);
    }

    [Fact]
    public async Task A_revocation_that_another_process_sees_is_at_most_as_late_as_the_lag_says()
    {
        var (here, there) = (await _processes.StartAsync(), await _processes.StartAsync());
        var issued = await here.IssueAsync();
        await _processes.PollAsync();
        using var metrics = CollectedMetrics.Of(there);

        // Polls that fail for three seconds: nobody hears of the revocation that comes just after they begin to.
        await here.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id, cancellationToken: TestContext.Current.CancellationToken);
        _processes.Store.IsCutOff = true;
        for (var second = 0; second < 3; second++)
        {
            await _processes.PassAsync(TimeSpan.FromSeconds(1));
        }

        metrics.Of(Lag).Should().BeEmpty();
        _processes.Store.IsCutOff = false;
        await _processes.PollAsync();

        await Eventually.GetAsync(() => Task.FromResult(metrics.Of(Lag).Count), count => count > 0);
        metrics.Of(Lag).Should().ContainSingle().Which.Value.Should().BeInRange(3, 4);
        metrics.Instruments.Single(instrument => instrument.Name == Lag).Should().BeOfType<Histogram<double>>().Which.Unit.Should().Be("s");
    }

    private static async Task<HttpStatusCode> StatusAsync(McpTestServer server, IssuedToken issued)
    {
        using var response = await server.ListToolsAsync(issued.Value);
        return response.StatusCode;
    }
}
