using System.Collections.Concurrent;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Databases;

/// <summary>Databases with tables in them, made once for each kind and set of tables, and copied for each test.</summary>
public sealed class DatabaseTemplates : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(DatabaseKind Kind, Type Tables), Lazy<Task<TestDatabase>>> _templates = new();

    /// <summary>A database that one test has for itself.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="postgres">The server of PostgreSQL's.</param>
    /// <param name="tables">A type that stands for the tables: all tests that name it begin with the same.</param>
    /// <param name="makeTablesAsync">Makes them.</param>
    public async Task<TestDatabase> CopyAsync(DatabaseKind kind, PostgresServer postgres, Type tables, Func<TestDatabase, Task> makeTablesAsync)
    {
        var template = await _templates.GetOrAdd((kind, tables), _ => new(() => MakeAsync(kind, postgres, makeTablesAsync))).Value;
        return template switch
        {
            SqliteDatabase sqlite => sqlite.Copy(),
            PostgresDatabase database => new PostgresDatabase(await postgres.CreateDatabaseAsync(database.ConnectionString)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var template in _templates.Values.Where(template => template.Value.IsCompletedSuccessfully))
        {
            await (await template.Value).DisposeAsync();
        }
    }

    private static async Task<TestDatabase> MakeAsync(DatabaseKind kind, PostgresServer postgres, Func<TestDatabase, Task> makeTablesAsync)
    {
        var template = await TestDatabase.CreateAsync(kind, postgres);
        await makeTablesAsync(template);

        // Neither database can be copied while somebody is connected to it.
        template.Disconnect();
        return template;
    }
}
