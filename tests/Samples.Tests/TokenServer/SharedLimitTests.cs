using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Redis;

namespace Samples.Tests.TokenServer;

/// <summary>Four processes that share limits, and one of them is killed: nobody gets more than the limit.</summary>
public sealed class SharedLimitTests(PostgresServer postgres, RedisServer redis) : IAsyncLifetime
{
    private const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("tokenserver-");
    private readonly List<TokenServerProcess> _processes = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Four_processes_of_which_one_is_killed_let_no_more_than_the_limit_pass(bool withRedis)
    {
        var (name, value) = withRedis ? ("ConnectionStrings__Redis", await redis.ConnectionStringAsync()) : ("SeveralInstances", "true");
        var database = await postgres.CreateDatabaseAsync();
        _processes.Add(await StartAsync());
        _processes.AddRange(await Task.WhenAll(StartAsync(), StartAsync(), StartAsync()));
        var user = await _processes[0].SignInAsync();
        var (once, often) = (await CreateAsync(user, 1), await CreateAsync(user, 400));

        (await CountAsync(_processes, once, 5)).Should().Be(1);
        var beforeKill = CountAsync(_processes, often, 60);
        await _processes[3].KillAsync();
        var accepted = await beforeKill;
        var another = await StartAsync();
        TokenServerProcess[] left = [.. _processes[..3], another];
        _processes.Add(another);
        for (var last = -1; last != 0; accepted += last)
        {
            last = await CountAsync(left, often, 60);
        }

        accepted.Should().BeInRange(200, 400, "what a killed process had borrowed is lost");
        (await CountAsync(left, once, 2)).Should().Be(0);

        Task<TokenServerProcess> StartAsync() => TokenServerProcess.StartAsync(
            "Production",
            _data,
            ownsData: false,
            ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"),
            ("ConnectionStrings__TokenServer", database),
            (name, value));
    }

    /// <summary>Sends requests to each process at once, and counts those that are accepted.</summary>
    private static async Task<int> CountAsync(IReadOnlyList<TokenServerProcess> processes, string token, int each)
    {
        var accepted = await Task.WhenAll(processes.SelectMany(process => Enumerable.Range(0, each).Select(_ => IsAcceptedAsync(process, token))));
        return accepted.Count(isAccepted => isAccepted);
    }

    private static async Task<bool> IsAcceptedAsync(TokenServerProcess process, string token)
    {
        try
        {
            using var response = await process.PostMcpAsync("/mcp/", ToolsList, token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            // The process was killed.
            return false;
        }
    }

    private async Task<string> CreateAsync(string user, int rateLimit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/tokens/")
        {
            Content = JsonContent.Create(new { name = "Shared", scopes = new[] { "execute:mcp" }, rate_limit = rateLimit }),
        };
        using var response = await _processes[0].SendAsync(request, user);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
    }
}
