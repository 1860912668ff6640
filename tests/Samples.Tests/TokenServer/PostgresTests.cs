using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Npgsql;

namespace Samples.Tests.TokenServer;

public sealed class PostgresTests(PostgresServer postgres) : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("tokenserver-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_connection_string_moves_users_and_tokens_to_PostgreSQL_and_a_kill_loses_neither()
    {
        var database = await postgres.NameDatabaseAsync();
        string token, user;
        await using (var first = await StartOnAsync(database))
        {
            user = await first.SignInAsync();
            token = (await first.CreateTokenAsync(user, "execute:mcp", "write:tasks"))["token"]!.GetValue<string>();
            await using (var client = await first.ConnectAsync(token))
            {
                await client.CallToolAsync("create_task", new Dictionary<string, object?> { ["title"] = "Try it" });
            }

            await first.KillAsync();
        }

        await using var second = await StartOnAsync(database);
        using var response = await second.PostMcpAsync("/mcp/", """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"list_tasks","arguments":{}},"id":1}""", token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Try it");
        (await second.CreateTokenAsync(user, "execute:mcp"))["token"].Should().NotBeNull();
        Directory.EnumerateFiles(_data.FullName, "*.db").Should().BeEmpty();
    }

    [Fact]
    public async Task Two_servers_started_together_on_a_new_database_serve_each_others_tokens()
    {
        var database = await postgres.CreateDatabaseAsync();

        var servers = await Task.WhenAll(StartOnAsync(database), StartOnAsync(database));
        await using var one = servers[0];
        await using var two = servers[1];
        var token = (await one.CreateTokenAsync(await one.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();

        using var response = await two.PostMcpAsync("/mcp/", """{"jsonrpc":"2.0","method":"tools/list","id":1}""", token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("DELETE FROM \"AspNetUsers\"")]
    [InlineData("UPDATE \"AspNetUsers\" SET \"LockoutEnd\" = 'infinity'")]
    public async Task Deleting_or_locking_a_user_ends_the_users_tokens(string sql)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await StartOnAsync(database, ("McpAuth__Cache__RecordLifetime", "00:00:01"));
        var token = (await server.CreateTokenAsync(await server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();
        (await StatusAsync(server, token)).Should().Be(HttpStatusCode.OK);

        await using (var source = NpgsqlDataSource.Create(database))
        {
            await using var command = source.CreateCommand(sql);
            (await command.ExecuteNonQueryAsync()).Should().Be(1);
        }

        await Eventually.IsSoAsync(async () => await StatusAsync(server, token) == HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> StatusAsync(TokenServerProcess server, string token)
    {
        using var response = await server.PostMcpAsync("/mcp/", """{"jsonrpc":"2.0","method":"tools/list","id":1}""", token);
        return response.StatusCode;
    }

    private Task<TokenServerProcess> StartOnAsync(string connectionString, params (string Name, string Value)[] more) => TokenServerProcess.StartAsync(
        "Production",
        _data,
        ownsData: false,
        [("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"), ("ConnectionStrings__TokenServer", connectionString), .. more]);
}
