using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Tests.Databases;

/// <summary>A database file, which is not there until someone opens it.</summary>
public sealed class SqliteDatabase : TestDatabase
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcpauth-sqlite-");

    private string File => Path.Combine(_directory.FullName, "tokens.db");

    // Many who write at once wait for each other by the clock, on a busy machine for longer than the default of 30 seconds.
    private string ConnectionString => $"Data Source={File};Default Timeout=300";

    public override void Configure(DbContextOptionsBuilder options) => options.UseSqlite(ConnectionString);

    /// <summary>Another file with the same in it, while nobody is connected to this one.</summary>
    public SqliteDatabase Copy()
    {
        var copy = new SqliteDatabase();
        System.IO.File.Copy(File, copy.File);
        return copy;
    }

    public override void Disconnect()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    public override ValueTask DisposeAsync()
    {
        Disconnect();
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override DbConnection Connect() => new SqliteConnection(ConnectionString);
}
