using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>
/// Deletes outdated rows in batches, each in its own short transaction. It deletes nothing while this process's clock differs from
/// the database's by more than a minute: to a clock that is weeks ahead, everything is outdated.
/// </summary>
internal sealed partial class Retention<TContext>(StoreScope<TContext> scope, TimeProvider time, ILogger<Retention<TContext>> logger)
    where TContext : DbContext
{
    private const int BatchSize = 5_000;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Deletes the rows that are older than a time in Unix seconds. Rows of the same second are in one batch.</summary>
    /// <param name="before">Returns the rows before a second.</param>
    /// <param name="second">The second of a row.</param>
    /// <param name="end">The second before which rows are outdated.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public Task DeleteAsync<TRow>(Func<TContext, long, IQueryable<TRow>> before, Expression<Func<TRow, long>> second, long end, CancellationToken cancellationToken)
        where TRow : class =>
        DeleteAsync(before, second, end, PostgresLocks.OfWrites, cancellationToken);

    /// <summary>Deletes the rows that are older than a time in Unix seconds, in transactions with these <see cref="PostgresLocks"/>.</summary>
    public Task DeleteAsync<TRow>(Func<TContext, long, IQueryable<TRow>> before, Expression<Func<TRow, long>> second, long end, string limits, CancellationToken cancellationToken)
        where TRow : class =>
        RepeatAsync(
            limits,
            async context =>
            {
                // By a range of the index: a deletion by the keys of the batch would search the whole table each time.
                var outdated = before(context, end).Select(second);
                var last = await outdated.OrderBy(value => value).Skip(BatchSize - 1).Select(value => (long?)value).FirstOrDefaultAsync(cancellationToken);
                var deleted = await before(context, last is { } full ? full + 1 : end).ExecuteDeleteAsync(cancellationToken);
                return (deleted, last is not null);
            },
            cancellationToken);

    /// <summary>Deletes the rows of a query.</summary>
    /// <param name="outdated">The rows in a definite order.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The number of rows deleted.</returns>
    public Task<int> DeleteAsync<TRow>(Func<TContext, IQueryable<TRow>> outdated, CancellationToken cancellationToken)
        where TRow : class =>
        RepeatAsync(
            PostgresLocks.OfWrites,
            async context =>
            {
                var deleted = await outdated(context).Take(BatchSize).ExecuteDeleteAsync(cancellationToken);
                return (deleted, deleted == BatchSize);
            },
            cancellationToken);

    private async Task<int> RepeatAsync(string limits, Func<TContext, Task<(int Deleted, bool HasMore)>> delete, CancellationToken cancellationToken)
    {
        var total = 0;
        bool hasMore;
        do
        {
            (var deleted, hasMore) = await scope.WriteAsync<(int Deleted, bool HasMore)>(
                async context => await IsClockRightAsync(context, cancellationToken) ? await delete(context) : (0, false),
                commit: batch => batch.Deleted > 0,
                limits,
                cancellationToken);
            total += deleted;
        }
        while (hasMore);

        return total;
    }

    private async Task<bool> IsClockRightAsync(TContext context, CancellationToken cancellationToken)
    {
        if (await context.ReadClockAsync(cancellationToken) is { } databaseTime && (time.GetUtcNow() - databaseTime).Duration() > Tolerance)
        {
            LogRefused(time.GetUtcNow() - databaseTime);
            return false;
        }

        return true;
    }

    [LoggerMessage(2010, LogLevel.Warning, "Outdated rows are not deleted, because the clock of this host differs from the clock of the database by {Difference}.")]
    private partial void LogRefused(TimeSpan difference);
}
