using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Redis;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Dhafnck.McpAuth.Redis.Tests;

/// <summary>Several servers with one Redis.</summary>
public sealed class RedisTests(RedisServer redis) : IAsyncLifetime
{
    private readonly string _prefix = $"{Guid.NewGuid():N}:";
    private readonly InMemoryTokenStore _tokens = new();
    private readonly List<McpTestServer> _servers = [];
    private string _connection = "";

    public async ValueTask InitializeAsync() => _connection = await redis.ConnectionStringAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_limit_holds_at_four_servers_together(int limit)
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync()));
        var issued = await servers[0].IssueAsync(rateLimit: limit);

        var statuses = await Task.WhenAll(Enumerable.Range(0, (limit * 2) + 20).Select(request => servers[request % 4].StatusAsync(issued.Value)));

        statuses.Count(status => status == HttpStatusCode.OK).Should().Be(limit);
        statuses.Should().OnlyContain(status => status == HttpStatusCode.OK || status == HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revocation_is_pushed_to_the_other_server(bool all)
    {
        var (here, there) = (await StartAsync(PushScenario.PollRarely), await StartAsync(PushScenario.PollRarely));
        await there.UntilListeningAsync();

        (await PushScenario.RevokeAsync(here, there, all)).Should().BeLessThan(PushScenario.Soon);
    }

    [Fact]
    public async Task Servers_whose_prefixes_differ_do_not_hear_of_each_other()
    {
        var (here, there) = (await StartAsync(), await StartAsync(prefix: "another:" + _prefix));
        var issued = await here.IssueAsync(rateLimit: 1);

        (await here.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await there.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await here.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Redis_learns_the_identifier_of_a_token_and_neither_token_nor_hash()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(_connection);
        var seen = new ConcurrentQueue<string>();
        await client.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("*"), (channel, message) => seen.Enqueue($"{channel} {message}"));
        var server = await StartAsync(PushScenario.PollRarely);
        var issued = await server.IssueAsync();
        await server.StatusAsync(issued.Value);
        await server.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id);
        await Eventually.IsSoAsync(() => seen.Any(message => message.Contains(issued.Token.Id, StringComparison.Ordinal)));

        var keys = client.GetServers().Single().Keys(pattern: _prefix + "*").Select(key => key.ToString()).ToList();
        keys.Should().Equal($"{_prefix}permits:{issued.Token.Id}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(issued.Value));
        var kept = string.Join('\n', [.. seen, .. keys, .. (await client.GetDatabase().HashGetAllAsync(keys[0])).Select(entry => entry.ToString())]);
        kept.Should().NotContain(issued.Value).And.NotContain(issued.Value.Split('.')[2])
            .And.NotContainEquivalentOf(Convert.ToHexString(hash)).And.NotContain(Convert.ToBase64String(hash));
        (await client.GetDatabase().KeyTimeToLiveAsync(keys[0])).Should().BePositive().And.BeLessThan(TimeSpan.FromMinutes(62), "Redis removes it by itself");
    }

    [Fact]
    public async Task An_application_can_bring_its_own_connection()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(_connection);
        var server = await StartAsync(options => options.Auth = auth =>
            auth.AddRedis(redis =>
            (redis.Connect, redis.KeyPrefix, redis.PushChanges) = (_ => Task.FromResult<IConnectionMultiplexer>(client), _prefix, false)));
        var issued = await server.IssueAsync(rateLimit: 1);
        await server.StatusAsync(issued.Value);

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
        _servers.Remove(server);
        await server.DisposeAsync();

        client.IsConnected.Should().BeTrue();
        (await client.GetDatabase().KeyExistsAsync($"{_prefix}permits:{issued.Token.Id}")).Should().BeTrue();
    }

    private async Task<McpTestServer> StartAsync(Action<McpTestServerOptions>? configure = null, string? prefix = null)
    {
        var server = await McpTestServer.StartAsync(options =>
        {
            options.Store = _tokens;
            options.Auth = auth => auth.AddRedis(_connection, redis => redis.KeyPrefix = prefix ?? _prefix);
            configure?.Invoke(options);
        });
        _servers.Add(server);
        return server;
    }
}
