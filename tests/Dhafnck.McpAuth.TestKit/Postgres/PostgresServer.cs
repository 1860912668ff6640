using Npgsql;
using Xunit;

namespace Dhafnck.McpAuth.TestKit.Postgres;

/// <summary>
/// A PostgreSQL server for the tests of one assembly, started when the first of them asks for a database:
/// <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>. Where PostgreSQL is not installed, those tests are skipped.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresCluster>?> _cluster = new(
        () => PostgresBinaries.Find() is { } binaries ? PostgresCluster.CreateAsync(binaries) : null);

    /// <summary>Makes a database, and says how to connect to it.</summary>
    /// <param name="template">How to connect to the one that it begins as a copy of, to which nobody may be connected; without one it is empty.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var connectionString = await NameDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(await ConnectToAsync("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {NameOf(connectionString)} TEMPLATE {(template is null ? "template1" : NameOf(template))}");
        await command.ExecuteNonQueryAsync();
        return connectionString;
    }

    /// <summary>Says how to connect to a database that is not there yet.</summary>
    public Task<string> NameDatabaseAsync() => ConnectToAsync($"test_{Guid.NewGuid():N}");

    /// <summary>
    /// Stops the server; its databases stay, and so does its address. Others share the assembly's server: a test that
    /// stops one makes one for itself.
    /// </summary>
    public async Task StopAsync() => await (await GetClusterAsync()).StopAsync();

    /// <summary>Ends the server as SIGKILL does. What it had committed stays.</summary>
    public async Task KillAsync() => await (await GetClusterAsync()).KillAsync();

    /// <summary>Starts the server again.</summary>
    public async Task StartAsync() => await (await GetClusterAsync()).StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } cluster })
        {
            await (await cluster).DisposeAsync();
        }
    }

    private static string? NameOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database;

    private Task<PostgresCluster> GetClusterAsync()
    {
        Assert.SkipWhen(_cluster.Value is null, "PostgreSQL is not installed. Get it with: apt-get install postgresql");
        return _cluster.Value;
    }

    private async Task<string> ConnectToAsync(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = (await GetClusterAsync()).Port,
        Username = "postgres",
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        MaxPoolSize = 80,
        IncludeErrorDetail = true,
    }.ConnectionString;
}
