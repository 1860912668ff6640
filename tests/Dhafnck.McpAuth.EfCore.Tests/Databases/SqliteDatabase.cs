using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Tests.Databases;

/// <summary>A database file, which is not there until someone opens it.</summary>
public sealed class SqliteDatabase : TestDatabase
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcpauth-sqlite-");

    private string ConnectionString => $"Data Source={Path.Combine(_directory.FullName, "tokens.db")}";

    public override void Configure(DbContextOptionsBuilder options) => options.UseSqlite(ConnectionString);

    public override ValueTask DisposeAsync()
    {
        using (var connection = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override DbConnection Connect() => new SqliteConnection(ConnectionString);
}
