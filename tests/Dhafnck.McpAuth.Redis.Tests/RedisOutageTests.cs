using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Redis;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Redis.Tests;

/// <summary>Redis goes away and comes back.</summary>
public sealed class RedisOutageTests : IAsyncLifetime
{
    private readonly RedisServer _redis = new();
    private readonly InMemoryTokenStore _tokens = new();
    private readonly List<McpTestServer> _servers = [];
    private string _connection = "";

    public async ValueTask InitializeAsync() => _connection = await _redis.ConnectionStringAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task While_Redis_is_away_requests_get_503_and_after_it_all_is_as_before()
    {
        var server = await StartAsync();
        var issued = await server.IssueAsync(rateLimit: 10_000);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        await server.UntilListeningAsync();
        await _redis.StopAsync();

        await Eventually.IsSoAsync(async () => await server.StatusAsync(issued.Value) == HttpStatusCode.ServiceUnavailable);
        for (var i = 0; i < 20; i++)
        {
            using var refused = await server.ListToolsAsync(issued.Value);
            refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.Should().NotBeNull();
        }

        await server.Log.SaysAsync("Changes of tokens cannot be pushed");
        Warnings(server).Should().OnlyHaveUniqueItems().And.HaveCount(2, "one of the limits, one of the push");

        await _redis.StartAsync();
        await Eventually.IsSoAsync(async () => await server.StatusAsync(issued.Value) == HttpStatusCode.OK);
        await server.Log.SaysAsync("Changes of tokens are pushed again");
    }

    [Fact]
    public async Task The_setting_lets_each_process_limit_by_itself_meanwhile()
    {
        var server = await StartAsync(options => options.Settings["McpAuth:Usage:LimiterFailure"] = "LimitPerProcess");
        var issued = await server.IssueAsync(rateLimit: 3);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        await _redis.StopAsync();

        HttpStatusCode[] statuses = [await server.StatusAsync(issued.Value), await server.StatusAsync(issued.Value), await server.StatusAsync(issued.Value)];

        statuses.Should().Equal(HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task While_Redis_is_away_a_revocation_reaches_the_other_process_with_its_poll_and_after_it_by_push()
    {
        void Poll(McpTestServerOptions options) => (options.RemembersRecords, options.Settings["McpAuth:Usage:LimiterFailure"]) = (true, "Allow");
        void PollRarely(McpTestServerOptions options)
        {
            PushScenario.PollRarely(options);
            options.Settings["McpAuth:Usage:LimiterFailure"] = "Allow";
        }

        var (here, there, rarely) = (await StartAsync(Poll), await StartAsync(Poll), await StartAsync(PollRarely));
        await _redis.StopAsync();

        (await PushScenario.RevokeAsync(here, there)).Should().BeLessThan(PushScenario.Soon);

        await _redis.StartAsync();
        await here.Log.SaysAsync("Changes of tokens are pushed again");
        await rarely.Log.SaysAsync("Changes of tokens are pushed again");
        (await PushScenario.RevokeAsync(here, rarely)).Should().BeLessThan(PushScenario.Soon);
    }

    [Fact]
    public async Task A_server_starts_without_Redis_and_uses_it_when_it_is_there()
    {
        await _redis.StopAsync();
        var server = await StartAsync();
        var issued = await server.IssueAsync(rateLimit: 1);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.ServiceUnavailable);

        await _redis.StartAsync();

        await Eventually.IsSoAsync(async () => await server.StatusAsync(issued.Value) == HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    private static IEnumerable<string> Warnings(McpTestServer server) =>
        server.Log.Entries.Where(entry => entry.Level >= LogLevel.Warning && entry.Category.StartsWith("Dhafnck.McpAuth", StringComparison.Ordinal) && !entry.Message.Contains("kept in memory", StringComparison.Ordinal))
            .Select(entry => $"{entry.Category}: {entry.Message}");

    private async Task<McpTestServer> StartAsync(Action<McpTestServerOptions>? configure = null)
    {
        var server = await McpTestServer.StartAsync(options =>
        {
            options.Store = _tokens;
            options.Auth = auth => auth.AddRedis(_connection);
            configure?.Invoke(options);
        });
        _servers.Add(server);
        return server;
    }
}
