using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>
/// Bounds the wait for the lock of EF Core's migrations, for which EF Core itself waits without end: on SQLite the lock is
/// a row, which a process that is killed leaves behind. Each migration begins with a transaction, under the lock; from
/// then on it may take as long as it needs.
/// </summary>
internal sealed partial class MigrationLockWait : DbTransactionInterceptor, IDisposable
{
    /// <summary>How long it waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>After how long it says so.</summary>
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

    /// <summary>What the migration is to be cancelled by.</summary>
    public CancellationToken Token => _token.Token;

    /// <summary>Whether it was given up.</summary>
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

    [LoggerMessage(1, LogLevel.Warning, "Still waiting for the lock of the token database's migrations, up to {Patience}. Another process is migrating, or one was killed while it did and left a row in the table \"__EFMigrationsLock\".")]
    private static partial void LogWaiting(ILogger logger, TimeSpan patience);
}
