using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dhafnck.McpAuth.EfCore.Tests.Faults;

/// <summary>The poll has a connection that requests cannot take.</summary>
public sealed class PollConnectionTests(PostgresServer postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Changes_are_seen_while_requests_use_up_the_pool()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var there = await TokenHost.CreateMigratedAsync(database);
        using var host = TokenHost.Create(options => options.UseNpgsql(Pool(database, 4)));
        var store = host.Store();
        var counter = (await store.GetChangesAsync(0, TestContext.Current.CancellationToken)).Counter;
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var holder = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("LOCK TABLE mcp_token_requests IN ACCESS EXCLUSIVE MODE", connection, holder);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        using var givenUp = new CancellationTokenSource();
        var requests = Enumerable.Range(0, 10).Select(_ => store.FindRequestAsync("alice", "key", DateTimeOffset.MinValue, givenUp.Token)).ToList();
        await Eventually.GetAsync(() => database.QueryAsync("SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"), waiting => waiting.Count == 3);
        var token = SampleTokens.Create();
        await there.Store().AddAsync(token, cancellationToken: TestContext.Current.CancellationToken);

        (await store.GetChangesAsync(counter, TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken)).TokenIds.Should().Equal(token.Id);
        await givenUp.CancelAsync();
        await FluentActions.Awaiting(() => Task.WhenAll(requests)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_is_replaced_at_once()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = await TokenHost.CreateMigratedAsync(database);
        await host.Store().GetChangesAsync(0, TestContext.Current.CancellationToken);

        await database.QueryAsync("SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        (await host.Store().GetChangesAsync(0, TestContext.Current.CancellationToken)).Counter.Should().Be(0);
    }

    [Fact]
    public async Task A_pool_that_is_too_small_for_a_connection_of_its_own_serves_requests_and_the_poll()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using (await TokenHost.CreateMigratedAsync(database))
        {
        }

        using var host = TokenHost.Create(options => options.UseNpgsql(Pool(database, 1)));

        await host.Store().GetChangesAsync(0, TestContext.Current.CancellationToken);
        (await host.Store().FindAsync("tok_unknown", TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken)).Should().BeNull();
    }

    private static string Pool(PostgresDatabase database, int size) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = size, ApplicationName = "small pool" }.ConnectionString;
}
