using System.Data.Common;
using Dhafnck.McpAuth.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Tests.Databases;

/// <summary>An empty database that one test has for itself.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind, PostgresServer postgres) => kind switch
    {
        DatabaseKind.Sqlite => new SqliteDatabase(),
        DatabaseKind.Postgres => new PostgresDatabase(await postgres.CreateDatabaseAsync()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>As an application says it: <c>AddEntityFrameworkStores(database.Configure)</c>.</summary>
    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>Runs SQL behind the library's back.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of what a query finds.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    /// <summary>Closes the connections that are kept for later.</summary>
    public abstract void Disconnect();

    public abstract ValueTask DisposeAsync();

    protected abstract DbConnection Connect();
}
