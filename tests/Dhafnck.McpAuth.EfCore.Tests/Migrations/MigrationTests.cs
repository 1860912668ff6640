using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.EfCore.Tests.Notes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Migrations;

public sealed class MigrationTests(PostgresServer postgres)
{
    private const int Hosts = 8;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task The_migrations_make_all_that_the_model_has(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        await using var scope = host.Services.CreateAsyncScope();
        var facade = scope.ServiceProvider.GetRequiredService<McpAuthDbContext>().Database;

        facade.HasPendingModelChanges().Should().BeFalse();
        (await facade.GetPendingMigrationsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Hosts_that_migrate_a_new_database_together_all_succeed(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);

        await MigrateTogetherAsync(database);
    }

    [Fact]
    public async Task Hosts_that_migrate_a_PostgreSQL_database_that_is_not_there_yet_together_all_succeed()
    {
        await using var database = new PostgresDatabase(await postgres.NameDatabaseAsync());

        await MigrateTogetherAsync(database);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Migrating_again_keeps_the_records(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        var token = SampleTokens.CreateFull();
        using (var host = await TokenHost.CreateMigratedAsync(database))
        {
            await host.Store().AddAsync(token);
        }

        using var again = await TokenHost.CreateMigratedAsync(database);
        await again.MigrateMcpAuthAsync();

        (await again.Store().FindAsync(token.Id)).Should().BeEquivalentTo(token);
        (await again.Store().GetChangesAsync(0)).Counter.Should().Be(1);
    }

    [Fact]
    public async Task A_lock_that_a_killed_process_left_in_an_up_to_date_SQLite_file_stops_nobody()
    {
        await using var database = new SqliteDatabase();
        using var host = await TokenHost.CreateMigratedAsync(database);
        await database.ExecuteAsync("""INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2026-11-23 12:00:00')""");

        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        await host.MigrateMcpAuthAsync(deadline.Token);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, true)]
    [InlineData(DatabaseKind.Sqlite, false)]
    [InlineData(DatabaseKind.Postgres, true)]
    [InlineData(DatabaseKind.Postgres, false)]
    public async Task The_tables_live_beside_the_applications_own_migrations(DatabaseKind kind, bool tokensFirst)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        var options = new DbContextOptionsBuilder<NotesDbContext>();
        database.Configure(options);
        await using var notes = new NotesDbContext(options.Options);
        using var host = TokenHost.Create(database.Configure);

        Func<Task>[] migrations = [() => notes.Database.MigrateAsync(), () => host.MigrateMcpAuthAsync()];
        foreach (var migrate in tokensFirst ? migrations.Reverse() : migrations)
        {
            await migrate();
        }

        notes.Add(new Note { Id = 1, Text = "A note" });
        await notes.SaveChangesAsync();
        await host.Store().AddAsync(SampleTokens.Create());
        (await database.QueryAsync("""SELECT "MigrationId" FROM mcp_auth_migrations""")).Should().Equal("20261123000000_CreateTokens", "20261124000000_AddUsage", "20261128000000_AddHistory", "20261128120000_AddConnections", "20261128130000_AddPermits", "20261128180000_AddAudit", "20261128200000_AddKeyThumbprints", "20261128220000_AddApproval");
        (await database.QueryAsync("""SELECT "MigrationId" FROM "__EFMigrationsHistory" """)).Should().Equal("20260101000000_CreateNotes");
    }

    [Fact]
    public async Task A_host_with_the_tables_in_a_context_of_its_own_is_told_that_its_migrations_are_its_own()
    {
        await using var database = new SqliteDatabase();
        using var host = TokenHost.Create<NotesWithTokensDbContext>(database.Configure);

        await FluentActions.Awaiting(() => host.MigrateMcpAuthAsync())
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*add a migration to that context*");
    }

    private static async Task MigrateTogetherAsync(TestDatabase database)
    {
        var hosts = Enumerable.Range(0, Hosts).Select(_ => TokenHost.Create(database.Configure)).ToList();

        await Task.WhenAll(hosts.Select(host => Task.Run(() => host.MigrateMcpAuthAsync())));

        await Task.WhenAll(hosts.Select(host => Task.Run(() => host.Store().AddAsync(SampleTokens.Create()))));
        (await hosts[0].Store().GetChangesAsync(0)).Counter.Should().Be(Hosts);
        hosts.ForEach(host => host.Dispose());
    }
}
