using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Npgsql;

namespace Samples.Tests.TokenServer;

/// <summary>Three processes on one PostgreSQL: what is done at one holds at the others, also when the database goes away.</summary>
public sealed class ThreeProcessesTests(ThreeTokenServers three) : IClassFixture<ThreeTokenServers>, IAsyncLifetime
{
    private const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";
    private const string Write = """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"create_task","arguments":{"title":"x"}},"id":1}""";
    private const string ListAgents = """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"list_agents","arguments":{}},"id":1}""";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    // Rare enough that no token comes to its hourly limit.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // No record is remembered for longer than 30 seconds, and a poll of three busy processes takes its time.
    private static readonly TimeSpan AfterSql = TimeSpan.FromSeconds(33);

    private TokenServerProcess[] _servers = [];

    public async ValueTask InitializeAsync() => _servers = await three.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_token_revoked_narrowed_or_rotated_at_one_is_refused_at_the_others()
    {
        var user = await _servers[0].SignInAsync();
        var (revokedId, revoked) = await CreateAsync(user);
        var (narrowedId, narrowed) = await CreateAsync(user);
        var (rotatedId, rotated) = await CreateAsync(user);
        foreach (var server in _servers)
        {
            foreach (var token in new[] { revoked, narrowed, rotated })
            {
                (await StatusAsync(server, token)).Should().Be(HttpStatusCode.OK);
            }
        }

        await ManageAsync(HttpMethod.Delete, $"/api/v2/tokens/{revokedId}", user);
        await ManageAsync(HttpMethod.Patch, $"/api/v2/tokens/{narrowedId}", user, new { scopes = new[] { "execute:mcp" } });
        await ManageAsync(HttpMethod.Post, $"/api/v2/tokens/{rotatedId}/rotate", user);

        foreach (var server in _servers)
        {
            await UntilAsync(async () => await StatusAsync(server, revoked) == HttpStatusCode.Unauthorized);
            await UntilAsync(async () => await StatusAsync(server, rotated) == HttpStatusCode.Unauthorized);
            await UntilAsync(async () => (await BodyAsync(server, narrowed, Write)).Contains("lacks a scope", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_database_that_is_away_lets_nothing_through_beyond_the_bound_and_service_resumes_by_itself()
    {
        var user = await _servers[0].SignInAsync();
        var (_, token) = await CreateAsync(user);
        var (revokedId, revoked) = await CreateAsync(user);
        foreach (var server in _servers)
        {
            (await StatusAsync(server, token)).Should().Be(HttpStatusCode.OK);
            (await StatusAsync(server, revoked)).Should().Be(HttpStatusCode.OK);
        }

        await ManageAsync(HttpMethod.Delete, $"/api/v2/tokens/{revokedId}", user);
        await three.Postgres.StopAsync();
        var stopped = Stopwatch.GetTimestamp();
        foreach (var server in _servers)
        {
            await UntilAsync(async () => await StatusAsync(server, token) == HttpStatusCode.ServiceUnavailable);
            (await StatusAsync(server, revoked)).Should().NotBe(HttpStatusCode.OK);
        }

        await UntilAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(stopped) > TimeSpan.FromSeconds(20)));
        (await StatusAsync(_servers[0], token)).Should().Be(HttpStatusCode.ServiceUnavailable);
        await three.Postgres.StartAsync();

        foreach (var server in _servers)
        {
            await UntilAsync(async () => await StatusAsync(server, token) == HttpStatusCode.OK);
            (await StatusAsync(server, revoked)).Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Only_SQL_makes_an_administrator_and_unmakes_one_and_it_holds_everywhere_within_30_seconds()
    {
        var user = await _servers[0].SignInAsync();
        var (madeId, made) = await CreateAsync(user);
        var (unmadeId, unmade) = await CreateAsync(user);
        await ExecuteAsync($"UPDATE mcp_tokens SET scopes = scopes || ' mcp:admin' WHERE id = '{unmadeId}'");
        foreach (var server in _servers)
        {
            (await IsAdministratorAsync(server, made)).Should().BeFalse();
            (await IsAdministratorAsync(server, unmade)).Should().BeTrue();
        }

        await ExecuteAsync($"UPDATE mcp_tokens SET scopes = scopes || ' mcp:admin' WHERE id = '{madeId}'");
        await ExecuteAsync($"UPDATE mcp_tokens SET scopes = replace(scopes, ' mcp:admin', '') WHERE id = '{unmadeId}'");
        await Task.WhenAll(_servers.SelectMany(server => new[]
        {
            UntilAsync(() => IsAdministratorAsync(server, made), AfterSql),
            UntilAsync(async () => !await IsAdministratorAsync(server, unmade), AfterSql),
        }));

        var asked = new { name = "t", scopes = new[] { "mcp:admin" } };
        (await ManageAsync(HttpMethod.Post, "/api/v2/tokens", user, asked, HttpStatusCode.BadRequest)).Should().Contain("only an administrator grants it");
        (await ManageAsync(HttpMethod.Patch, $"/api/v2/tokens/{unmadeId}", user, asked, HttpStatusCode.BadRequest)).Should().Contain("only an administrator grants it");
        (await IsAdministratorAsync(_servers[0], unmade)).Should().BeFalse();
    }

    // The tool is under a scope that the token was never granted.
    private static async Task<bool> IsAdministratorAsync(TokenServerProcess server, string token)
    {
        using var response = await server.PostMcpAsync("/mcp/", ListAgents, token);
        response.StatusCode.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Forbidden);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<HttpStatusCode> StatusAsync(TokenServerProcess server, string token)
    {
        using var response = await server.PostMcpAsync("/mcp/", ToolsList, token);
        return response.StatusCode;
    }

    private static async Task<string> BodyAsync(TokenServerProcess server, string token, string json)
    {
        using var response = await server.PostMcpAsync("/mcp/", json, token);
        return await response.Content.ReadAsStringAsync();
    }

    private static Task UntilAsync(Func<Task<bool>> condition, TimeSpan? patience = null) => Eventually.IsSoAsync(condition, Interval, patience ?? Soon);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(three.Database);
        await using var command = source.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).Should().Be(1);
    }

    private async Task<(string Id, string Token)> CreateAsync(string user)
    {
        var created = await _servers[0].CreateTokenAsync(user, "execute:mcp", "write:tasks");
        return (created["id"]!.GetValue<string>(), created["token"]!.GetValue<string>());
    }

    private async Task<string> ManageAsync(HttpMethod method, string path, string user, object? body = null, HttpStatusCode? refusal = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _servers[0].SendAsync(request, user);
        (refusal is null ? response.IsSuccessStatusCode : response.StatusCode == refusal).Should().BeTrue();
        return await response.Content.ReadAsStringAsync();
    }
}
