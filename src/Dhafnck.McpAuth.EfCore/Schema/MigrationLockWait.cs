using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.EfCore.Schema;

/// <summary>
/// Limits the time to wait for EF Core's migration lock; EF Core itself waits without a limit. On SQLite the lock is a row that
/// stays behind when a process is killed. Each migration starts a transaction under the lock; from then on, it may take as long
/// as it needs.
/// </summary>
internal sealed partial class MigrationLockWait : DbTransactionInterceptor, IDisposable
{
    /// <summary>The maximum time to wait.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The time after which the wait is logged.</summary>
    public static readonly TimeSpan NoticeAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _patience;
    private readonly CancellationTokenSource _token;
    private readonly ITimer _notice;

    public MigrationLockWait(TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        _patience = new(Patience, time);
        _token = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token, cancellationToken);
        _notice = time.CreateTimer(_ => LogWaiting(logger, Patience), null, NoticeAfter, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The token that cancels the migration.</summary>
    public CancellationToken Token => _token.Token;

    /// <summary>Whether the maximum time has passed.</summary>
    public bool IsGivenUp => _patience.IsCancellationRequested;

    public override ValueTask<DbTransaction> TransactionStartedAsync(DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        _patience.CancelAfter(Timeout.InfiniteTimeSpan);
        _notice.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return base.TransactionStartedAsync(connection, eventData, result, cancellationToken);
    }

    public void Dispose()
    {
        _notice.Dispose();
        _token.Dispose();
        _patience.Dispose();
    }

    [LoggerMessage(
        2000,
        LogLevel.Warning,
        "Still waiting for the migration lock of the token database, for up to {Patience}. "
        + "Another process is migrating, or a process was killed during a migration and left a row in the table \"__EFMigrationsLock\".")]
    private static partial void LogWaiting(ILogger logger, TimeSpan patience);
}
