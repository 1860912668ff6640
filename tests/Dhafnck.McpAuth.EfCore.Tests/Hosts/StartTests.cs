using System.Net;
using System.Net.Sockets;
using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Notes;
using Dhafnck.McpAuth.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Hosts;

public sealed class StartTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_host_with_its_tables_starts(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);

        await host.StartAsync();
        await host.StopAsync();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_host_without_its_tables_does_not_start_and_says_how_to_make_them(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = TokenHost.Create(database.Configure);

        await ShouldNotStartAsync(host, "*missing*MigrateMcpAuthAsync()*");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_host_with_tables_of_another_version_does_not_start_and_says_how_to_upgrade_them(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        await database.ExecuteAsync("ALTER TABLE mcp_tokens DROP COLUMN former_hash");

        await ShouldNotStartAsync(host, "*outdated*MigrateMcpAuthAsync()*");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_host_whose_change_counter_is_gone_does_not_start(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        await database.ExecuteAsync("DELETE FROM mcp_token_changes");

        await ShouldNotStartAsync(host, "*token tables*");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_host_whose_own_context_has_not_been_migrated_is_told_to_add_a_migration(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = TokenHost.Create<NotesWithTokensDbContext>(database.Configure);

        await ShouldNotStartAsync(host, "*UseMcpAuth()*NotesWithTokensDbContext*add a migration*");
    }

    [Fact]
    public async Task A_host_whose_own_context_does_not_have_the_tables_is_told_to_put_them_in()
    {
        await using var database = new SqliteDatabase();
        using var host = TokenHost.Create<NotesDbContext>(database.Configure);
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NotesDbContext>().Database.EnsureCreatedAsync();

        await ShouldNotStartAsync(host, "*UseMcpAuth()*NotesDbContext*");
    }

    [Fact]
    public async Task A_host_whose_own_context_is_not_registered_is_told_to_register_it()
    {
        using var host = TokenHost.With(auth => auth.AddEntityFrameworkStores<NotesWithTokensDbContext>());

        await ShouldNotStartAsync(host, "AddEntityFrameworkStores<NotesWithTokensDbContext>()*AddDbContext<NotesWithTokensDbContext>(*");
    }

    [Fact]
    public async Task A_host_whose_PostgreSQL_does_not_answer_does_not_start_and_says_so()
    {
        // Bound and not listening: nobody answers here, and nobody else can take the port.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        using var host = TokenHost.Create(options => options.UseNpgsql($"Host=127.0.0.1;Port={port};Username=tokens;Password=kept-to-itself;Database=tokens"));

        (await ShouldNotStartAsync(host, "*cannot be reached*connection string*")).Should().NotContain("kept-to-itself");
    }

    [Fact]
    public async Task A_host_whose_SQLite_file_cannot_be_opened_does_not_start_and_says_so()
    {
        var nowhere = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(), "tokens.db");
        using var host = TokenHost.Create(options => options.UseSqlite($"Data Source={nowhere}"));

        await ShouldNotStartAsync(host, "*cannot be reached*connection string*");
    }

    private static async Task<string> ShouldNotStartAsync(IHost host, string message) =>
        (await host.Awaiting(it => it.StartAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage(message)).Which.ToString();
}
