using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Samples.Tests.TokenServer;

/// <summary>Three processes on one PostgreSQL: what each counts adds up, and a limit is a limit at all of them.</summary>
public sealed class UsageAcrossProcessesTests(ThreeTokenServers three) : IClassFixture<ThreeTokenServers>, IAsyncLifetime
{
    private const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";
    private const string ServerTime = """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"server_time","arguments":{}},"id":1}""";
    private const string NoSuchTool = """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"no_such_tool","arguments":{}},"id":1}""";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private TokenServerProcess[] _servers = [];
    private string _user = "";

    public async ValueTask InitializeAsync()
    {
        _servers = await three.StartAsync();
        _user = await _servers[0].SignInAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Thousands_of_requests_at_once_at_each_add_up_exactly()
    {
        var (id, token) = await CreateAsync(rateLimit: 1_000_000);

        var statuses = await Task.WhenAll(_servers.Select(server => SendManyAsync(server, token, 2000, request => request % 4 == 0 ? ToolsList : request % 4 == 1 ? NoSuchTool : ServerTime)));

        statuses.SelectMany(some => some).Should().OnlyContain(status => status == HttpStatusCode.OK);
        var usage = await WrittenUsageAsync(id);
        usage["requests"]!.GetValue<long>().Should().Be(6000);
        usage["total_requests"]!.GetValue<long>().Should().Be(6000);
        usage["requests_last_24_hours"]!.GetValue<long>().Should().Be(6000);
        usage["outcomes"]!.ToJsonString().Should().Be("""{"succeeded":6000}""");
        usage["tools"]!.ToJsonString().Should().Be("""{"(unknown)":{"failed":1500},"server_time":{"succeeded":3000}}""");
        usage["buckets"]!.AsArray().Sum(bucket => bucket!["requests"]!.GetValue<long>()).Should().Be(6000);
        usage["rate_limit"]!["used"]!.GetValue<long>().Should().Be(6000);
    }

    [Fact]
    public async Task A_killed_process_takes_its_last_interval_with_it_and_nothing_else()
    {
        var victim = _servers[2] = await three.StartAnotherAsync();
        var (id, token) = await CreateAsync(rateLimit: 1_000_000);
        await SendManyAsync(victim, token, 500);
        await UntilAsync(async () => (await UsageAsync(_servers[0], id))["requests"]!.GetValue<long>() == 500);

        await Task.WhenAll(_servers.Select(server => SendManyAsync(server, token, 400)));
        await victim.KillAsync();

        var usage = await WrittenUsageAsync(id, _servers[..2]);
        var counted = usage["requests"]!.GetValue<long>();
        counted.Should().BeInRange(500 + 400 + 400, 500 + (3 * 400));
        usage["total_requests"]!.GetValue<long>().Should().Be(counted);
        usage["outcomes"]!.ToJsonString().Should().Be($$"""{"succeeded":{{counted}}}""");

        var restarted = await three.StartAnotherAsync();
        (await SendManyAsync(restarted, token, 100)).Should().OnlyContain(status => status == HttpStatusCode.OK);
        (await WrittenUsageAsync(id, [restarted, .. _servers[..2]]))["requests"]!.GetValue<long>().Should().Be(counted + 100);
    }

    [Fact]
    public async Task A_limit_holds_at_all_of_them_and_after_a_restart()
    {
        var victim = _servers[2] = await three.StartAnotherAsync();
        var (id, token) = await CreateAsync(rateLimit: 300);

        Accepted(await SendManyAsync(_servers[0], token, 200)).Should().Be(200);
        await WrittenUsageAsync(id, [_servers[0]]);

        // A busy machine may take longer to read the counts than a request waits for them.
        await UntilAsync(async () => (await UsageAsync(_servers[1], id))["rate_limit"]!["used"]!.GetValue<long>() == 200);
        Accepted(await SendManyAsync(_servers[1], token, 200)).Should().Be(100, "what the first did was written before");
        await WrittenUsageAsync(id);

        foreach (var server in _servers)
        {
            (await SendManyAsync(server, token, 20)).Should().OnlyContain(status => status == HttpStatusCode.TooManyRequests);
        }

        await victim.KillAsync();
        var restarted = await three.StartAnotherAsync();
        await UntilAsync(async () => (await UsageAsync(restarted, id))["rate_limit"]!["used"]!.GetValue<long>() == 300);
        (await SendManyAsync(restarted, token, 20)).Should().OnlyContain(status => status == HttpStatusCode.TooManyRequests);
        var usage = await WrittenUsageAsync(id, [restarted, .. _servers[..2]]);
        usage["requests"]!.GetValue<long>().Should().Be(300);
        usage["rate_limit"]!["remaining"]!.GetValue<long>().Should().Be(0);
    }

    [Fact]
    public async Task Beyond_a_limit_come_at_most_the_requests_that_the_others_have_not_heard_of()
    {
        var (id, token) = await CreateAsync(rateLimit: 200);

        var accepted = (await Task.WhenAll(_servers.Select(server => SendManyAsync(server, token, 400)))).Sum(Accepted);

        accepted.Should().BeInRange(200, 3 * 200);
        await UntilAsync(async () =>
        {
            var statuses = await Task.WhenAll(_servers.Select(server => SendManyAsync(server, token, 1)));
            return statuses.SelectMany(some => some).All(status => status == HttpStatusCode.TooManyRequests);
        });
        (await WrittenUsageAsync(id))["requests"]!.GetValue<long>().Should().Be(accepted);
    }

    private static int Accepted(IEnumerable<HttpStatusCode> statuses) => statuses.Count(status => status == HttpStatusCode.OK);

    /// <summary>Sends requests, many at once, and reads each answer to its end.</summary>
    private static async Task<IReadOnlyList<HttpStatusCode>> SendManyAsync(TokenServerProcess server, string token, int count, Func<int, string>? body = null)
    {
        var statuses = new HttpStatusCode[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (request, _) =>
        {
            using var response = await server.PostMcpAsync("/mcp/", body?.Invoke(request) ?? ToolsList, token);
            await response.Content.ReadAsStringAsync(CancellationToken.None);
            statuses[request] = response.StatusCode;
        });
        return statuses;
    }

    /// <summary>What the token was used for, when each of these has written what it counted, and has heard of the others.</summary>
    private async Task<JsonNode> WrittenUsageAsync(string id, TokenServerProcess[]? servers = null)
    {
        var asked = servers ?? _servers;
        foreach (var server in asked)
        {
            await UsageAsync(server, id);
        }

        return (await Task.WhenAll(asked.Select(server => UsageAsync(server, id))))[0];
    }

    private async Task<JsonNode> UsageAsync(TokenServerProcess server, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v2/tokens/{id}/usage");
        using var response = await server.SendAsync(request, _user);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<(string Id, string Token)> CreateAsync(int rateLimit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/tokens/")
        {
            Content = JsonContent.Create(new { name = "Counted", scopes = new[] { "execute:mcp" }, rate_limit = rateLimit }),
        };
        using var response = await _servers[0].SendAsync(request, _user);
        response.EnsureSuccessStatusCode();
        var created = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return (created["id"]!.GetValue<string>(), created["token"]!.GetValue<string>());
    }

    private static Task UntilAsync(Func<Task<bool>> condition) => Eventually.IsSoAsync(condition, Interval, Soon);
}
