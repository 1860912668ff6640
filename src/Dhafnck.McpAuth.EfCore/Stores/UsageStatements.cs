using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dhafnck.McpAuth.EfCore.Model;
using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>
/// Writes many counts in one statement, which EF Core's change tracker would write row by row. The statements use the SQL that
/// SQLite and PostgreSQL have in common. External values are only passed as parameters.
/// </summary>
internal sealed class UsageStatements(DbContext context)
{
    // SQLite searches all parameters of a statement for each one, so the cost per row grows with the number of rows.
    private const int RowsPerStatement = 100;

    // PostgreSQL has no such cost, and takes 65,535 parameters.
    private const int RowsPerPostgresStatement = 5_000;

    // Rows in one JSON parameter have no such cost either. The bound keeps the text small.
    private const int RowsPerJson = 2_000;

    /// <summary>Stores a batch's number. Returns <see langword="false"/> when this batch, or a later one, has been written before.</summary>
    public async Task<bool> TryNumberAsync(UsageBatch batch, long now, CancellationToken cancellationToken)
    {
        var table = TableSql.Of<UsageBatchRow>(context);
        var (writer, number, writtenAt) = (table[nameof(UsageBatchRow.Writer)], table[nameof(UsageBatchRow.Number)], table[nameof(UsageBatchRow.WrittenAt)]);
        return await ExecuteAsync(
            $"INSERT INTO {table} ({writer}, {number}, {writtenAt}) VALUES ",
            [[batch.Writer.ToString("N"), batch.Number, now]],
            $" ON CONFLICT ({writer}) DO UPDATE SET {number} = excluded.{number}, {writtenAt} = excluded.{writtenAt} WHERE {table}.{number} < excluded.{number}",
            cancellationToken) == 1;
    }

    public Task<int> AddCountsAsync(IEnumerable<(string TokenId, UsagePeriod Period, UsageCount Count)> counts, CancellationToken cancellationToken)
    {
        var table = TableSql.Of<UsageRow>(context);
        var key = table.Columns(nameof(UsageRow.TokenId), nameof(UsageRow.Period), nameof(UsageRow.Start), nameof(UsageRow.Tool), nameof(UsageRow.Outcome));
        var count = table[nameof(UsageRow.Count)];
        return InsertAsync(
            $"INSERT INTO {table} ({key}, {count}) SELECT {Text(0)}, {Number(1)}, {Number(2)}, {Text(3)}, {Number(4)}, {Number(5)} FROM ",
            counts,
            (json, entry) =>
            {
                json.WriteStringValue(entry.TokenId);
                json.WriteNumberValue((int)entry.Period);
                json.WriteNumberValue(entry.Count.Start.ToUnixTimeSeconds());
                json.WriteStringValue(entry.Count.Tool ?? "");
                json.WriteNumberValue((int)entry.Count.Outcome);
                json.WriteNumberValue(entry.Count.Count);
            },
            $" ON CONFLICT ({key}) DO UPDATE SET {count} = {table}.{count} + excluded.{count}",
            cancellationToken);
    }

    public Task<int> AddAddressesAsync(IEnumerable<(string TokenId, AddressUse Address)> addresses, CancellationToken cancellationToken)
    {
        var table = TableSql.Of<UsageAddressRow>(context);
        var key = table.Columns(nameof(UsageAddressRow.TokenId), nameof(UsageAddressRow.Address));
        var lastUsedAt = table[nameof(UsageAddressRow.LastUsedAt)];
        return InsertAsync(
            $"INSERT INTO {table} ({key}, {lastUsedAt}) SELECT {Text(0)}, {Text(1)}, {Number(2)} FROM ",
            addresses,
            (json, entry) =>
            {
                json.WriteStringValue(entry.TokenId);
                json.WriteStringValue(entry.Address.Address);
                json.WriteNumberValue(entry.Address.LastUsedAt.ToUnixTimeSeconds());
            },
            $" ON CONFLICT ({key}) DO UPDATE SET {lastUsedAt} = excluded.{lastUsedAt} WHERE {table}.{lastUsedAt} < excluded.{lastUsedAt}",
            cancellationToken);
    }

    /// <summary>
    /// Adds usage to the records. It runs last in the transaction, so that their locks are held as briefly as possible. It needs
    /// no lock of the change counter: a change of other records does not wait for it.
    /// </summary>
    public async Task AddToTokensAsync(IReadOnlyList<TokenUse> uses, CancellationToken cancellationToken)
    {
        var used = uses.Where(use => use.LastUsedAt is not null).ToList();
        if (used.Count == 0)
        {
            return;
        }

        await context.LockAsync([.. used.Select(use => use.TokenId)], cancellationToken);
        var table = TableSql.Of<TokenRow>(context);
        var (id, usageCount, lastUsedAt) = (table[nameof(TokenRow.Id)], table[nameof(TokenRow.UsageCount)], table[nameof(TokenRow.LastUsedAt)]);
        await ExecuteAsync(
            $"UPDATE {table} SET {usageCount} = {usageCount} + used.column2,"
            + $" {lastUsedAt} = CASE WHEN {lastUsedAt} IS NULL OR {lastUsedAt} < used.column3 THEN used.column3 ELSE {lastUsedAt} END FROM (VALUES ",
            [.. used.Select(use => new object[] { use.TokenId, use.Requests, table.Value(nameof(TokenRow.LastUsedAt), use.LastUsedAt!.Value) })],
            $") AS used WHERE {id} = used.column1",
            cancellationToken);
    }

    /// <summary>Claims an event. Returns <see langword="false"/> when it was claimed before.</summary>
    public async Task<bool> TryClaimAsync(string tokenId, string kind, long period, CancellationToken cancellationToken)
    {
        var table = TableSql.Of<TokenEventRow>(context);
        return await ExecuteAsync(
            $"INSERT INTO {table} ({table.Columns(nameof(TokenEventRow.TokenId), nameof(TokenEventRow.Kind), nameof(TokenEventRow.Period))}) VALUES ",
            [[tokenId, kind, period]],
            " ON CONFLICT DO NOTHING",
            cancellationToken) == 1;
    }

    private static string Text(int index) => $"CAST(entry.value ->> {index} AS text)";

    private static string Number(int index) => $"CAST(entry.value ->> {index} AS bigint)";

    // One parameter for all rows: a parameter for each value costs several times the time and memory of the statement itself.
    private async Task<int> InsertAsync<TRow>(string before, IEnumerable<TRow> rows, Action<Utf8JsonWriter, TRow> write, string after, CancellationToken cancellationToken)
    {
        // Both name the column 'value'. SQLite takes ON CONFLICT after a join condition without WHERE for a part of the join.
        var source = context.IsPostgres() ? "jsonb_array_elements(CAST({0} AS jsonb))" : "json_each({0})";
        var sql = $"{Escape(before)}{source} AS entry WHERE true{Escape(after)}";
        var affected = 0;
        foreach (var some in rows.Chunk(RowsPerJson))
        {
            affected += await context.Database.ExecuteSqlRawAsync(sql, [Json(some, write)], cancellationToken);
        }

        return affected;
    }

    private static string Json<TRow>(TRow[] rows, Action<Utf8JsonWriter, TRow> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartArray();
                write(json, row);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    // The SQL is a format string: braces in names of the model are doubled.
    private async Task<int> ExecuteAsync(string before, List<object[]> rows, string after, CancellationToken cancellationToken)
    {
        var affected = 0;
        foreach (var some in rows.Chunk(context.IsPostgres() ? RowsPerPostgresStatement : RowsPerStatement))
        {
            var sql = new StringBuilder(Escape(before));
            for (var row = 0; row < some.Length; row++)
            {
                sql.Append(row == 0 ? "(" : ", (");
                for (var column = 0; column < some[row].Length; column++)
                {
                    sql.Append(CultureInfo.InvariantCulture, $"{(column == 0 ? "" : ", ")}{{{(row * some[row].Length) + column}}}");
                }

                sql.Append(')');
            }

            affected += await context.Database.ExecuteSqlRawAsync(sql.Append(Escape(after)).ToString(), some.SelectMany(row => row), cancellationToken);
        }

        return affected;
    }

    /// <summary>Escapes names for use in a format string.</summary>
    public static string Escape(string sql) => sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
