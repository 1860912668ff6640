using System.Diagnostics.Metrics;
using System.Net;
using Dhafnck.McpAuth.Testing.Hosting;
using Dhafnck.McpAuth.Testing.Telemetry;
using Dhafnck.McpAuth.Testing.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

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

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();
    private readonly List<McpTestServer> _servers = [];

    public async ValueTask DisposeAsync()
    {
        _store.IsCutOff = false;
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_first_request_of_a_token_misses_and_the_next_ones_hit()
    {
        var server = await StartAsync();
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
        var server = await StartAsync();
        var issued = await server.IssueAsync();
        using var metrics = CollectedMetrics.Of(server);
        _store.IsCutOff = true;

        (await StatusAsync(server, issued)).Should().Be(HttpStatusCode.ServiceUnavailable);
        await PollAsync();

        metrics.Of(LookUps, ("error.type", typeof(TimeoutException).FullName!)).Should().NotBeEmpty();
        await Eventually.GetAsync(() => Task.FromResult(metrics.Of(Polls, ("error.type", typeof(TimeoutException).FullName!)).Count), count => count > 0);
    }

    [Fact]
    public async Task In_an_outage_the_age_of_the_last_confirmation_grows_until_the_records_are_no_longer_trusted()
    {
        var server = await StartAsync();
        using var metrics = CollectedMetrics.Of(server);
        metrics.Read(Trusted).Should().Be(1);
        metrics.Read(Age).Should().BeLessThan(1);

        _store.IsCutOff = true;
        for (var second = 0; second < 4; second++)
        {
            await PassAsync(TimeSpan.FromSeconds(1));
        }

        metrics.Read(Trusted).Should().Be(1);
        metrics.Read(Age).Should().BeInRange(3, 5);
        await PassAsync(TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(1));
        metrics.Read(Trusted).Should().Be(0);
        metrics.Read(Age).Should().BeGreaterThanOrEqualTo(5);

        _store.IsCutOff = false;
        await PollAsync();
        await Eventually.GetAsync(() => Task.FromResult(metrics.Read(Trusted)), trusted => trusted == 1);
    }

    [Fact]
    public async Task A_server_whose_store_has_never_answered_shows_no_age()
    {
        _store.IsCutOff = true;
        var server = await StartAsync();
        using var metrics = CollectedMetrics.Of(server);

        metrics.Read(Age).Should().BeNull();
        metrics.Read(Trusted).Should().Be(0);
    }

    [Fact]
    public async Task A_revocation_that_another_process_sees_is_at_most_as_late_as_the_lag_says()
    {
        var (here, there) = (await StartAsync(), await StartAsync());
        var issued = await here.IssueAsync();
        await PollAsync();
        using var metrics = CollectedMetrics.Of(there);

        // Polls that fail for three seconds: nobody hears of the revocation that comes just after they begin to.
        await here.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id, cancellationToken: TestContext.Current.CancellationToken);
        _store.IsCutOff = true;
        for (var second = 0; second < 3; second++)
        {
            await PassAsync(TimeSpan.FromSeconds(1));
        }

        metrics.Of(Lag).Should().BeEmpty();
        _store.IsCutOff = false;
        await PollAsync();

        await Eventually.GetAsync(() => Task.FromResult(metrics.Of(Lag).Count), count => count > 0);
        metrics.Of(Lag).Should().ContainSingle().Which.Value.Should().BeInRange(3, 4);
        metrics.Instruments.Single(instrument => instrument.Name == Lag).Should().BeOfType<Histogram<double>>().Which.Unit.Should().Be("s");
    }

    private static async Task<HttpStatusCode> StatusAsync(McpTestServer server, IssuedToken issued)
    {
        using var response = await server.ListToolsAsync(issued.Value);
        return response.StatusCode;
    }

    private async Task<McpTestServer> StartAsync()
    {
        var polls = _store.Polls;
        var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.RemembersRecords = true;
            options.Builder = builder => builder.Services.AddSingleton<ITokenStore>(_store);
        });
        _servers.Add(server);
        await UntilPolledAsync(polls + 1);
        await PollAsync();
        return server;
    }

    // The second round begins when the first one's answers are applied.
    private async Task PollAsync()
    {
        await PassAsync(TimeSpan.FromMilliseconds(250));
        await PassAsync(TimeSpan.FromMilliseconds(250));
    }

    // In steps: a clock that jumps by more than a second is that of a suspended process.
    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(250))
        {
            var polls = _store.Polls;
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await UntilPolledAsync(polls + _servers.Count);
        }
    }

    private Task<int> UntilPolledAsync(int polls) => Eventually.GetAsync(() => Task.FromResult(_store.Polls), count => count >= polls);
}
