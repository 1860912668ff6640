using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace StoreReads;

/// <summary>Counts the statements of all instances of a fleet, by who waits for them. Polls for changes are not among them: they do not depend on the calls.</summary>
internal sealed class QueryCounter : DbCommandInterceptor
{
    private readonly AsyncLocal<bool> _isInRequest = new();
    private int _waited;
    private int _background;
    private int _writes;

    /// <summary>Reads that a request waits for.</summary>
    public int Waited => _waited;

    /// <summary>Reads that no request waits for.</summary>
    public int Background => _background;

    /// <summary>Statements that write.</summary>
    public int Writes => _writes;

    /// <summary>Notes that what follows belongs to a request.</summary>
    public void BeginRequest() => _isInRequest.Value = true;

    /// <summary>Starts again at none.</summary>
    public void Clear() => (_waited, _background, _writes) = (0, 0, 0);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Count(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Count(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Count(command);
        return new(result);
    }

    private void Count(DbCommand command)
    {
        ref var count = ref _background;
        if (!command.CommandText.StartsWith("SELECT", StringComparison.Ordinal))
        {
            count = ref _writes;
        }
        else if (_isInRequest.Value)
        {
            count = ref _waited;
        }

        Interlocked.Increment(ref count);
    }
}
