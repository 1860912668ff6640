using System.Net;
using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Dhafnck.McpAuth.EfCore.Tests.Api;

/// <summary>What an owner writes, and what hangs, leaves others the connections to the database that they need.</summary>
public sealed class PostgresWriteTests(PostgresServer postgres)
{
    private const string Path = "/api/v2/tokens";
    private const string Creation = """{"name":"t","scopes":["read:tasks"]}""";

    [Fact]
    public async Task Creations_that_wait_for_a_lock_leave_token_checks_their_connections()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        await using var server = await StartOnAsync(database, ("McpAuth:Cache:StalenessBound", "00:01:00"));
        var issued = await server.IssueAsync(owner: "bob");
        await using var holder = await HoldAsync(database, "UPDATE mcp_token_changes SET value = value");

        // Many more than there are connections, each of which would wait for the lock.
        var creating = Enumerable.Range(0, 60).Select(_ => server.SendAsUserAsync(HttpMethod.Post, Path, Creation)).ToList();
        await Eventually.GetAsync(() => ListWaitingAsync(database), waiting => waiting.Count > 0);
        for (var request = 0; request < 20; request++)
        {
            using var response = await server.ListToolsAsync(issued.Value);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await ListWaitingAsync(database)).Should().HaveCountLessThanOrEqualTo(1, "an owner has one turn");
        await holder.CloseAsync();
        var statuses = (await Task.WhenAll(creating)).Select(response => response.StatusCode).ToList();
        statuses.Should().OnlyContain(status => status == HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_creation_that_is_refused_anyway_waits_for_no_lock()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        await using var server = await StartOnAsync(database, ("McpAuth:Tokens:ActiveTokensPerOwner", "1"));
        await server.IssueAsync();
        await using var holder = await HoldAsync(database, "UPDATE mcp_token_changes SET value = value");

        using var oneTooMany = await server.SendAsUserAsync(HttpMethod.Post, Path, Creation);
        using var nothingToRevoke = await server.SendAsUserAsync(HttpMethod.Delete, Path, user: "bob");

        oneTooMany.StatusCode.Should().Be(HttpStatusCode.Conflict);
        nothingToRevoke.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_table_that_cannot_be_read_makes_requests_503_and_they_are_answered_again_when_it_can()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        await using var server = await StartOnAsync(database, ("McpAuth:Cache:StalenessBound", "00:00:01"));
        var issued = await server.IssueAsync(["tokens:rotate", "execute:mcp"]);
        var holder = await HoldAsync(database, "LOCK TABLE mcp_tokens IN ACCESS EXCLUSIVE MODE");

        using var call = await server.ListToolsAsync(issued.Value);
        using var validation = await server.Http.SendAsync(RawHttp.Post(Path + "/validate", "{}", issued.Value));
        using var rotation = await server.Http.SendAsync(RawHttp.Post(Path + "/rotate", "{}", issued.Value));
        using var list = await server.SendAsUserAsync(HttpMethod.Get, Path);
        using var creation = await server.SendAsUserAsync(HttpMethod.Post, Path, Creation);

        foreach (var response in new[] { call, validation, rotation, list, creation })
        {
            response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter.Should().NotBeNull();
        }

        await holder.DisposeAsync();
        using var again = await Eventually.GetAsync(() => server.ListToolsAsync(issued.Value), response => response.StatusCode == HttpStatusCode.OK);
    }

    private static async Task<McpTestServer> StartOnAsync(PostgresDatabase database, params (string Key, string? Value)[] settings)
    {
        using (var host = await TokenHost.CreateMigratedAsync(database))
        {
        }

        var connectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 10, ApplicationName = "server" }.ConnectionString;
        return await new McpTestServerOptions { Auth = auth => auth.AddEntityFrameworkStores(context => context.UseNpgsql(connectionString)) }.StartAsync(settings);
    }

    // Until the connection is closed.
    private static async Task<NpgsqlConnection> HoldAsync(PostgresDatabase database, string sql)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static Task<IReadOnlyList<string>> ListWaitingAsync(PostgresDatabase database) =>
        database.QueryAsync("SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
}
