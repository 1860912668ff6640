using System.Globalization;
using Dhafnck.McpAuth.EfCore.Model;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>
/// Reads the change counter. Every process does so four times a second, and EF Core logs each of its commands at Information.
/// So this command is one of the connection itself, and leaves the log of the application's own commands alone.
/// </summary>
internal static class ChangeCounter
{
    public static async Task<long> ReadAsync(DbContext context, CancellationToken cancellationToken)
    {
        var table = TableSql.Of<ChangeCounterRow>(context);
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT {table[nameof(ChangeCounterRow.Value)]} FROM {table}";
            command.CommandTimeout = context.Database.GetCommandTimeout() ?? command.CommandTimeout;
            return await command.ExecuteScalarAsync(cancellationToken) is { } value
                ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException("The change counter of the token tables is missing. Restore its row.");
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }
}
