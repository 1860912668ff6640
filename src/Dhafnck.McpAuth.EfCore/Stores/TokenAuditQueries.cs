using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Reads the audit trail, and adds entries within the operation that they belong to.</summary>
internal static class TokenAuditQueries
{
    /// <summary>Returns entries, the latest first.</summary>
    public static async Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(this DbContext context, TokenAuditQuery query, CancellationToken cancellationToken)
    {
        var rows = context.Set<TokenAuditRow>().AsNoTracking().Matching(query)
            .OrderByDescending(row => row.At).ThenByDescending(row => row.Id)
            .Take(query.Limit);
        return [.. (await rows.ToListAsync(cancellationToken)).Select(row => row.ToTokenAuditEntry())];
    }

    /// <summary>Adds entries to the current transaction.</summary>
    public static async Task KeepAsync(this DbContext context, IEnumerable<TokenAuditEntry?> entries, CancellationToken cancellationToken)
    {
        context.AddRange(entries.OfType<TokenAuditEntry>().Select(TokenAuditRow.Of));
        await context.SaveChangesAsync(cancellationToken);
    }

    private static IQueryable<TokenAuditRow> Matching(this IQueryable<TokenAuditRow> rows, TokenAuditQuery query)
    {
        if (query.TokenId is { } tokenId)
        {
            rows = rows.Where(row => row.TokenId == tokenId);
        }

        if (query.OwnerId is { } ownerId)
        {
            rows = rows.Where(row => row.OwnerId == ownerId);
        }

        if (query.By is { } by)
        {
            rows = rows.Where(row => row.ById == by);
        }

        if (query.From is { } from)
        {
            rows = rows.Where(row => row.At >= from);
        }

        return query.After is { } last ? rows.Where(row => row.At < last.At || (row.At == last.At && row.Id.CompareTo(last.Id) < 0)) : rows;
    }
}
