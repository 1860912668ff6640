using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Tests.Limits;

/// <summary>Revocations that PostgreSQL pushes.</summary>
public sealed class PostgresPushTests(PostgresServer postgres)
{
    private const string Listeners = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revocation_is_pushed_to_the_other_server(bool all)
    {
        await using var database = await CreateAsync(postgres);
        await using var here = await StartAsync(database);
        await using var there = await StartAsync(database);
        await there.UntilListeningAsync();

        (await PushScenario.RevokeAsync(here, there, all)).Should().BeLessThan(PushScenario.Soon);
    }

    [Fact]
    public async Task A_connection_that_is_lost_is_opened_again()
    {
        await using var database = await CreateAsync(postgres);
        await using var here = await StartAsync(database);
        await using var there = await StartAsync(database);
        await here.UntilListeningAsync();
        await there.UntilListeningAsync();
        await UntilListenersAsync(database, 2);

        await database.QueryAsync("SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'");
        await there.Log.SaysAsync("Changes of tokens cannot be pushed");
        await there.Log.SaysAsync("Changes of tokens are pushed again");
        await here.Log.SaysAsync("Changes of tokens are pushed again");

        (await PushScenario.RevokeAsync(here, there)).Should().BeLessThan(PushScenario.Soon);
    }

    [Fact]
    public async Task A_server_that_stops_leaves_no_listener()
    {
        await using var database = await CreateAsync(postgres);
        await using (var server = await StartAsync(database))
        {
            await UntilListenersAsync(database, 1);
        }

        await UntilListenersAsync(database, 0);
    }

    [Fact]
    public async Task On_SQLite_the_poll_reports_changes_as_before()
    {
        await using var database = await CreateAsync(kind: DatabaseKind.Sqlite, postgres: postgres);
        await using var here = await StartAsync(database, pollsRarely: false);
        await using var there = await StartAsync(database, pollsRarely: false);

        (await PushScenario.RevokeAsync(here, there)).Should().BeLessThan(PushScenario.Soon);
    }

    private static async Task<TestDatabase> CreateAsync(PostgresServer postgres, DatabaseKind kind = DatabaseKind.Postgres)
    {
        var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        return database;
    }

    // The database shows a connection's last statement. That is not always LISTEN.
    private static Task<IReadOnlyList<string>> UntilListenersAsync(TestDatabase database, int count) =>
        Eventually.GetAsync(() => database.QueryAsync(Listeners), listeners => listeners.Count == count);

    private static Task<McpTestServer> StartAsync(TestDatabase database, bool pollsRarely = true) => McpTestServer.StartAsync(options =>
    {
        options.RemembersRecords = true;
        if (pollsRarely)
        {
            PushScenario.PollRarely(options);
        }

        options.Auth = auth => auth.AddEntityFrameworkStores(database.Configure).AddPostgresNotifications();
    });
}
