using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth.EfCore.Model;
using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>
/// Reads and writes the ledgers of tokens under the locks of their rows, within a transaction. SQLite has one lock for all writes,
/// which its transactions hold from the start.
/// </summary>
internal static class PermitRows
{
    /// <summary>Returns the key of a token's row.</summary>
    public static string KeyOf(string tokenId) =>
        UsageModel.IsIdentifier(tokenId) ? tokenId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tokenId)));

    /// <summary>Reads ledgers by their keys. Those without a row are omitted.</summary>
    public static Task<Dictionary<string, string>> ReadLedgersAsync(this DbContext context, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        context.Set<TokenPermitRow>().AsNoTracking()
            .Where(row => keys.Contains(row.TokenId))
            .ToDictionaryAsync(row => row.TokenId, row => row.Ledger, StringComparer.Ordinal, cancellationToken);

    /// <summary>Locks the rows of tokens, always in the order of their keys, so that two transactions never wait for each other. Then reads them.</summary>
    public static async Task<Dictionary<string, string>> LockLedgersAsync(this DbContext context, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        if (context.IsPostgres())
        {
            var table = TableSql.Of<TokenPermitRow>(context);
            var key = table[nameof(TokenPermitRow.TokenId)];
            var sql = UsageStatements.Escape($"SELECT {key} FROM {table} WHERE {key} = ANY (") + "{0}" + UsageStatements.Escape($") ORDER BY {key} FOR UPDATE");
            await context.Database.ExecuteSqlRawAsync(sql, [keys.ToArray()], cancellationToken);
        }

        return await context.ReadLedgersAsync(keys, cancellationToken);
    }

    /// <summary>Creates the row of a token, unless another process has.</summary>
    public static Task AddLedgerAsync(this DbContext context, string key, CancellationToken cancellationToken)
    {
        var table = TableSql.Of<TokenPermitRow>(context);
        var columns = table.Columns(nameof(TokenPermitRow.TokenId), nameof(TokenPermitRow.Ledger), nameof(TokenPermitRow.EndsAt));
        var sql = UsageStatements.Escape($"INSERT INTO {table} ({columns}) VALUES (") + "{0}, '', 0) ON CONFLICT DO NOTHING";
        return context.Database.ExecuteSqlRawAsync(sql, [key], cancellationToken);
    }

    /// <summary>Writes the ledger of a token, if it is still the one that was read.</summary>
    /// <exception cref="DbUpdateConcurrencyException">It is not: its row was deleted and created again before it was locked.</exception>
    public static async Task WriteLedgerAsync(this DbContext context, string key, string read, PermitLedger ledger, CancellationToken cancellationToken)
    {
        var (text, endsAt) = (ledger.ToString(), ledger.EndsAt.ToUnixTimeSeconds() + 1);
        var written = await context.Set<TokenPermitRow>()
            .Where(row => row.TokenId == key && row.Ledger == read)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Ledger, text).SetProperty(row => row.EndsAt, endsAt), cancellationToken);
        if (written != 1)
        {
            throw new DbUpdateConcurrencyException("The permits of a token were changed by another process meanwhile.");
        }
    }
}
