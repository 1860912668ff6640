using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Reads the clock of the database, which all processes share. SQLite has none of its own: it runs in this process.</summary>
internal static class DatabaseClock
{
    /// <summary>Returns the time of the database, or <see langword="null"/> when the database has no clock of its own.</summary>
    public static async Task<DateTimeOffset?> ReadClockAsync(this DbContext context, CancellationToken cancellationToken)
    {
        if (!context.IsPostgres())
        {
            return null;
        }

        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            return await ReadAsync(context.Database.GetDbConnection(), context.Database.CurrentTransaction?.GetDbTransaction(), cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    // As a number, because an application can have changed how its context reads times.
    private static async Task<DateTimeOffset> ReadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
        command.Transaction = transaction;
        var milliseconds = await command.ExecuteScalarAsync(cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(milliseconds, CultureInfo.InvariantCulture));
    }
}
