using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.EfCore.Tests.Faults;

/// <summary>A host whose clock is wrong deletes nothing, and says so.</summary>
public sealed class WrongClockTests(PostgresServer postgres)
{
    private const string Warning = "The clock of this host differs from the clock of the token store";

    [Theory]
    [InlineData(20, false)]
    [InlineData(-20, false)]
    [InlineData(0, true)]
    public async Task Only_a_host_whose_clock_agrees_with_the_databases_deletes(int daysAhead, bool deletes)
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using (await TokenHost.CreateMigratedAsync(database))
        {
        }

        using var host = TokenHost.Create(database.Configure, services => services.AddSingleton<TimeProvider>(new ShiftedClock(TimeSpan.FromDays(daysAhead))));
        var now = TimeProvider.System.GetUtcNow();
        var token = SampleTokens.Create(createdAt: now.AddDays(-60));
        await host.Store().AddAsync(token, cancellationToken: TestContext.Current.CancellationToken);
        await host.Usage().AddAsync(new TokenUse { TokenId = token.Id, Requests = 1, Minutes = [new() { Start = now.AddDays(-1), Outcome = UsageOutcome.Succeeded, Count = 1 }] });

        await host.Usage().PruneAsync(now, TestContext.Current.CancellationToken);
        await host.Store().PruneAsync(now.AddDays(-1), now.AddDays(-1), TestContext.Current.CancellationToken);

        (await database.QueryAsync("SELECT token_id FROM mcp_token_usage WHERE period = 0")).Should().HaveCount(deletes ? 0 : 1);
        (await database.QueryAsync("SELECT id FROM mcp_tokens")).Should().HaveCount(deletes ? 0 : 1);
    }

    [Theory]
    [InlineData(120, true)]
    [InlineData(-120, true)]
    [InlineData(20, false)]
    public async Task A_host_whose_clock_differs_by_more_than_a_minute_says_so(int secondsAhead, bool warns)
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using (await TokenHost.CreateMigratedAsync(database))
        {
        }

        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = new ShiftedClock(TimeSpan.FromSeconds(secondsAhead));
            options.Auth = auth => auth.AddEntityFrameworkStores(database.Configure);
        });

        await server.Log.SaysAsync("The clock of this host is ahead of the clock of the token store by");
        if (warns)
        {
            await server.Log.SaysAsync(Warning);
        }

        server.Log.Entries.Count(entry => entry.Message.Contains(Warning, StringComparison.Ordinal) && entry.Level == LogLevel.Warning).Should().Be(warns ? 1 : 0);
    }

    [Fact]
    public async Task More_than_one_batch_of_old_rows_is_deleted()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = await TokenHost.CreateMigratedAsync(database);
        await database.ExecuteAsync("INSERT INTO mcp_token_usage (token_id, period, start_at, tool, outcome, count) SELECT 'tok_' || (i % 7), 0, i, '', 0, 1 FROM generate_series(1, 17000) AS i");
        await database.ExecuteAsync("INSERT INTO mcp_token_addresses (token_id, address, last_used_at) SELECT 'tok_' || i, '192.0.2.1', 7 FROM generate_series(1, 6000) AS i");
        await database.ExecuteAsync("INSERT INTO mcp_usage_batches (writer, number, written_at) SELECT 'w' || i, 1, i FROM generate_series(1, 6000) AS i");

        await host.Usage().PruneAsync(TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);

        (await database.QueryAsync("SELECT token_id FROM mcp_token_usage UNION ALL SELECT token_id FROM mcp_token_addresses UNION ALL SELECT writer FROM mcp_usage_batches")).Should().BeEmpty();
    }
}
