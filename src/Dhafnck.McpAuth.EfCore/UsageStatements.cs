using System.Globalization;
using System.Text;
using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>
/// Writes many counts in one statement, which EF's change tracker would write row by row. The statements are of the SQL
/// that SQLite and PostgreSQL share; what comes from outside stands in parameters alone.
/// </summary>
internal sealed class UsageStatements(DbContext context)
{
    // SQLite looks for each parameter among all those of its statement: what a row takes grows with the rows beside it.
    private const int RowsPerStatement = 200;

    /// <summary>Takes over a batch's number; <see langword="false"/> when it, or a later one, has been written.</summary>
    public async Task<bool> TryNumberAsync(UsageBatch batch, long now, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            $"INSERT INTO {Table<UsageBatchRow>()} (writer, number, written_at) VALUES ",
            [[batch.Writer.ToString("N"), batch.Number, now]],
            " ON CONFLICT (writer) DO UPDATE SET number = excluded.number, written_at = excluded.written_at"
            + $" WHERE {Table<UsageBatchRow>()}.number < excluded.number",
            cancellationToken) == 1;

    public Task<int> AddCountsAsync(IEnumerable<(string TokenId, UsagePeriod Period, UsageCount Count)> counts, CancellationToken cancellationToken) =>
        ExecuteAsync(
            $"INSERT INTO {Table<UsageRow>()} (token_id, period, start_at, tool, outcome, count) VALUES ",
            [.. counts.Select(entry => new object[] { entry.TokenId, (int)entry.Period, entry.Count.Start.ToUnixTimeSeconds(), entry.Count.Tool ?? "", (int)entry.Count.Outcome, entry.Count.Count })],
            $" ON CONFLICT (token_id, period, start_at, tool, outcome) DO UPDATE SET count = {Table<UsageRow>()}.count + excluded.count",
            cancellationToken);

    public Task<int> AddAddressesAsync(IEnumerable<(string TokenId, AddressUse Address)> addresses, CancellationToken cancellationToken) =>
        ExecuteAsync(
            $"INSERT INTO {Table<UsageAddressRow>()} (token_id, address, last_used_at) VALUES ",
            [.. addresses.Select(entry => new object[] { entry.TokenId, entry.Address.Address, entry.Address.LastUsedAt.ToUnixTimeSeconds() })],
            $" ON CONFLICT (token_id, address) DO UPDATE SET last_used_at = excluded.last_used_at WHERE {Table<UsageAddressRow>()}.last_used_at < excluded.last_used_at",
            cancellationToken);

    /// <summary>
    /// Adds to the records, last in the transaction: under the counter's lock, which every change of records takes first,
    /// so that none waits for another in a circle, and which is held for as short as can be.
    /// </summary>
    public async Task AddToTokensAsync(IEnumerable<TokenUse> uses, CancellationToken cancellationToken)
    {
        await context.Set<ChangeCounterRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, row => row.Value), cancellationToken);
        await ExecuteAsync(
            $"UPDATE {Table<TokenRow>()} SET usage_count = usage_count + used.column2,"
            + " last_used_at = CASE WHEN last_used_at IS NULL OR last_used_at < used.column3 THEN used.column3 ELSE last_used_at END FROM (VALUES ",
            [.. uses.Where(use => use.LastUsedAt is not null).Select(use => new object[] { use.TokenId, use.Requests, use.LastUsedAt!.Value.UtcDateTime })],
            $") AS used WHERE id = used.column1",
            cancellationToken);
    }

    /// <summary>Takes over an event; <see langword="false"/> when it was claimed before.</summary>
    public async Task<bool> TryClaimAsync(string tokenId, string kind, long period, CancellationToken cancellationToken) =>
        await ExecuteAsync($"INSERT INTO {Table<TokenEventRow>()} (token_id, kind, period) VALUES ", [[tokenId, kind, period]], " ON CONFLICT DO NOTHING", cancellationToken) == 1;

    private async Task<int> ExecuteAsync(string before, List<object[]> rows, string after, CancellationToken cancellationToken)
    {
        var affected = 0;
        foreach (var some in rows.Chunk(RowsPerStatement))
        {
            var sql = new StringBuilder(before);
            for (var row = 0; row < some.Length; row++)
            {
                sql.Append(row == 0 ? "(" : ", (");
                for (var column = 0; column < some[row].Length; column++)
                {
                    sql.Append(CultureInfo.InvariantCulture, $"{(column == 0 ? "" : ", ")}{{{(row * some[row].Length) + column}}}");
                }

                sql.Append(')');
            }

            affected += await context.Database.ExecuteSqlRawAsync(sql.Append(after).ToString(), some.SelectMany(row => row), cancellationToken);
        }

        return affected;
    }

    // The model knows where an application's context has put the table.
    private string Table<TRow>()
    {
        var entity = context.Model.FindEntityType(typeof(TRow))!;
        return context.GetService<ISqlGenerationHelper>().DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());
    }
}
