using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>
/// Finds columns whose type differs from the model, such as those created with <c>Npgsql.EnableLegacyTimestampBehavior</c>. Times
/// in them would shift by the offset of the time zone.
/// </summary>
internal static class ColumnCheck
{
    private const string Timestamp = "timestamp without time zone";
    private const string TimestampInUtc = "timestamp with time zone";

    /// <summary>Returns a description of each difference, and how to fix it.</summary>
    /// <exception cref="System.Data.Common.DbException">A table or a column is missing.</exception>
    public static async Task<IReadOnlyList<string>> FindAsync(DbContext context, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            foreach (var entity in context.Model.GetEntityTypes().Where(entity => entity.ClrType.Assembly == typeof(ColumnCheck).Assembly))
            {
                found.AddRange(await FindAsync(context, entity, cancellationToken));
            }
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }

        return found;
    }

    private static async Task<IReadOnlyList<string>> FindAsync(DbContext context, IEntityType entity, CancellationToken cancellationToken)
    {
        var table = TableSql.Of(context, entity);
        var properties = entity.GetProperties().ToList();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT {table.Columns(properties.Select(property => property.Name))} FROM {table} WHERE 1 = 0";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return
        [
            .. properties
                .Select((property, ordinal) => (Property: property, Actual: WithoutSize(reader.GetDataTypeName(ordinal)), Wanted: WithoutSize(property.GetColumnType())))
                .Where(column => !IsSame(column.Actual, column.Wanted))
                .Select(column => Describe(table, table[column.Property.Name], column.Actual, column.Wanted)),
        ];
    }

    private static string Describe(TableSql table, string column, string actual, string wanted) =>
        $"The column {column} of {table} has the type '{actual}', but must be '{wanted}'. "
        + ((actual, wanted) is (Timestamp, TimestampInUtc)
            ? $"Run: ALTER TABLE {table} ALTER COLUMN {column} TYPE {wanted} USING {column} AT TIME ZONE 'UTC';"
            : "Change its type, and convert the values in it.");

    private static bool IsSame(string actual, string wanted) =>
        actual.Equals(wanted, StringComparison.OrdinalIgnoreCase) || (IsText(actual) && IsText(wanted));

    private static bool IsText(string type) => type is "text" or "character varying";

    private static string WithoutSize(string type) => type.Split('(')[0].TrimEnd();
}
