using Dhafnck.McpAuth.EfCore.Model;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>
/// Bounds what one process can do to the others on PostgreSQL: how long it waits for their locks, and how long it holds its own
/// when it is stopped. SQLite has one lock for all writes, and its own time limit for it.
/// </summary>
internal static class PostgresLocks
{
    /// <summary>The limits of most writes: 5 seconds for the wait for a lock, and for the time that the transaction may be idle.</summary>
    public const string OfWrites = "SET LOCAL lock_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '5s'";

    /// <summary>The limits of writes that requests wait for: short enough that one stopped process makes no request of the others fail.</summary>
    public const string OfRequests = "SET LOCAL lock_timeout = '4s'; SET LOCAL idle_in_transaction_session_timeout = '2s'";

    /// <summary>Returns whether the database is PostgreSQL.</summary>
    public static bool IsPostgres(this DbContext context) => context.Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL";

    /// <summary>Limits, for the current transaction, the wait for a lock and the time that the transaction may be idle.</summary>
    public static Task LimitWaitsAsync(this DbContext context, string limits, CancellationToken cancellationToken) =>
        context.IsPostgres() ? context.Database.ExecuteSqlRawAsync(limits, cancellationToken) : Task.CompletedTask;

    /// <summary>Locks records, always in the order of their identifiers, so that two transactions never wait for each other.</summary>
    public static Task LockAsync(this DbContext context, IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken) =>
        context.IsPostgres()
            ? LockAsync(context, table => $"{Name(table, nameof(TokenRow.Id))} = ANY ({{0}})", tokenIds.ToArray(), cancellationToken)
            : Task.CompletedTask;

    /// <summary>Locks an owner's records that are not revoked, in the order of their identifiers.</summary>
    public static Task LockOpenAsync(this DbContext context, string ownerId, CancellationToken cancellationToken) =>
        context.IsPostgres()
            ? LockAsync(context, table => $"{Name(table, nameof(TokenRow.OwnerId))} = {{0}} AND {Name(table, nameof(TokenRow.RevokedAt))} IS NULL", ownerId, cancellationToken)
            : Task.CompletedTask;

    private static Task<int> LockAsync(DbContext context, Func<TableSql, string> condition, object parameter, CancellationToken cancellationToken)
    {
        var table = TableSql.Of<TokenRow>(context);
        var id = Name(table, nameof(TokenRow.Id));
        var sql = $"SELECT {id} FROM {UsageStatements.Escape(table.ToString())} WHERE {condition(table)} ORDER BY {id} FOR NO KEY UPDATE";
        return context.Database.ExecuteSqlRawAsync(sql, [parameter], cancellationToken);
    }

    private static string Name(TableSql table, string property) => UsageStatements.Escape(table[property]);
}
