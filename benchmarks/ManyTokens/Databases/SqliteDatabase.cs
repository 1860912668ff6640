using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ManyTokens.Databases;

/// <summary>A file.</summary>
internal sealed class SqliteDatabase : TokenDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("many-tokens-");

    public override string Numbers => "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {0})";

    public override string Identifier => "printf('%012x', unixepoch('subsec') * 1000) || lower(hex(randomblob(10)))";

    public override string Hash => "randomblob(32)";

    public override string Settle => "PRAGMA wal_checkpoint(TRUNCATE)";

    public override void Configure(DbContextOptionsBuilder options) =>
        options.UseSqlite($"Data Source={Path.Combine(_folder.FullName, "tokens.db")}");

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
