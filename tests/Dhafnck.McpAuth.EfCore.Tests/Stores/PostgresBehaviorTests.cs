using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.EfCore.Tests.Notes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class PostgresBehaviorTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_change_that_waits_for_another_can_be_given_up_and_writes_nothing()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = await TokenHost.CreateMigratedAsync(database);
        var token = SampleTokens.Create();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var another = await connection.BeginTransactionAsync();
        await using var change = new NpgsqlCommand("UPDATE mcp_token_changes SET value = value + 1", connection, another);
        await change.ExecuteNonQueryAsync();

        using var giveUp = new CancellationTokenSource();
        var adding = host.Store().AddAsync(token, cancellationToken: giveUp.Token);
        await Eventually.GetAsync(
            () => database.QueryAsync("SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"),
            waiting => waiting.Count > 0);

        await giveUp.CancelAsync();

        await FluentActions.Awaiting(() => adding).Should().ThrowAsync<OperationCanceledException>();
        await another.RollbackAsync();
        (await host.Store().FindAsync(token.Id)).Should().BeNull();
        (await host.Store().GetChangesAsync(0)).Counter.Should().Be(0);
    }

    [Fact]
    public async Task The_applications_own_transaction_and_unsaved_changes_are_left_alone()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = TokenHost.Create<NotesWithTokensDbContext>(database.Configure);
        await using var scope = host.Services.CreateAsyncScope();
        var notes = scope.ServiceProvider.GetRequiredService<NotesWithTokensDbContext>();
        await notes.Database.EnsureCreatedAsync();
        var token = SampleTokens.Create();

        await using (await notes.Database.BeginTransactionAsync())
        {
            notes.Add(new Note { Text = "Saved, and rolled back" });
            await notes.SaveChangesAsync();
            notes.Add(new Note { Text = "Not saved" });
            await host.Store().AddAsync(token);
        }

        (await database.QueryAsync("""SELECT "Text" FROM "Notes" """)).Should().BeEmpty();
        (await host.Store().FindAsync(token.Id)).Should().NotBeNull();
    }

    [Fact]
    public async Task The_application_may_have_failed_commands_tried_again()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = TokenHost.Create(options => options.UseNpgsql(database.ConnectionString, npgsql => npgsql.EnableRetryOnFailure()));
        await host.MigrateMcpAuthAsync();
        var token = SampleTokens.Create();

        await host.Store().AddAsync(token);
        (await host.Store().TryUpdateAsync(token with { Name = "Renamed" })).Should().BeTrue();
        await host.Usage().AddAsync(SampleUsage.Of(token.Id, 1, SampleTokens.Noon));

        (await host.Store().FindAsync(token.Id)).Should().BeEquivalentTo(
            token with { Name = "Renamed", Version = 2, UsageCount = 1, LastUsedAt = SampleTokens.Noon });
    }

    [Fact]
    public async Task Writers_of_use_and_changes_of_the_same_tokens_never_wait_for_each_other_in_a_circle()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = await TokenHost.CreateMigratedAsync(database);
        var tokens = SampleTokens.CreateMany(400);
        foreach (var token in tokens)
        {
            await host.Store().AddAsync(token);
        }

        // Each writer in minutes of its own, so that they meet at the tokens alone.
        var writing = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var batch = 0; batch < 15; batch++)
            {
                var minute = SampleTokens.Noon.AddMinutes((writer * 100) + batch);
                await host.Usage().AddAsync(tokens.OrderBy(_ => Random.Shared.Next()).Take(300).Select(token =>
                    SampleUsage.Of(token.Id, 1, minute) with { Minutes = [SampleUsage.Count(minute, null, Dhafnck.McpAuth.Usage.UsageOutcome.Succeeded, 1)] }));
            }
        })).ToList();
        while (!Task.WhenAll(writing).IsCompleted)
        {
            await host.Store().RevokeAllAsync("alice", SampleTokens.Noon);
            await database.ExecuteAsync("SELECT id FROM mcp_tokens ORDER BY id FOR UPDATE; UPDATE mcp_tokens SET revoked_at = NULL");
        }

        await FluentActions.Awaiting(() => Task.WhenAll(writing)).Should().NotThrowAsync();
        (await database.QueryAsync("SELECT sum(usage_count)::text FROM mcp_tokens")).Should().Equal("18000");
    }

    [Fact]
    public async Task A_store_whose_server_is_gone_throws_and_works_again_when_it_is_back()
    {
        await using var server = new PostgresServer();
        await using var database = new PostgresDatabase(await server.CreateDatabaseAsync());
        using var host = await TokenHost.CreateMigratedAsync(database);
        var store = host.Store();
        var token = SampleTokens.Create();
        await store.AddAsync(token);

        await server.StopAsync();
        foreach (var operation in new Func<Task>[]
        {
            () => store.FindAsync(token.Id),
            () => store.ListAsync(new() { OwnerId = token.OwnerId }),
            () => store.GetChangesAsync(0),
            () => store.AddAsync(SampleTokens.Create()),
            () => store.TryUpdateAsync(token),
            () => host.Usage().AddAsync(SampleUsage.Of(token.Id, 1, SampleTokens.Noon)),
        })
        {
            await operation.Should().ThrowAsync<Exception>();
        }

        await server.StartAsync();
        (await store.FindAsync(token.Id)).Should().BeEquivalentTo(token);
        (await store.GetChangesAsync(0)).Counter.Should().Be(1);
    }
}
