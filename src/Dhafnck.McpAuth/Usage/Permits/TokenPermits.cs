using Dhafnck.McpAuth.Usage.Counts;
using Dhafnck.McpAuth.Usage.Limits;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>
/// The permits of one token in this process. A request takes one from the batch in memory. When the batch is used up, one of the
/// waiting requests borrows the next batch for all of them.
/// </summary>
#pragma warning disable CA1001 // The limiter has nothing to dispose of.
internal sealed class TokenPermits(string tokenId, BoundedPermitStore store, TokenActivities activities, TimeProvider time)
#pragma warning restore CA1001
{
    // Twice what the largest limit, a million in an hour, allows in the lifetime of a batch when it is used evenly. A batch costs
    // about a millisecond of SQLite: with 1024 permits, 1 µs for each request.
    private const int LargestReserve = 8192;

    private readonly Lock _lock = new();
    private readonly List<PermitReturn> _unsure = [];
    private PermitBatch? _batch;
    private PermitReturn? _former;
    private bool _formerHasRest;
    private PermitRefusal? _refusal;
    private Task? _borrowing;
    private SharedRateLimiter? _limiter;
    private int _reserve = 1;
    private int _waiting;
    private int _usedByAll;
    private long _askedForAt = time.GetTimestamp();

    /// <summary>Returns the token's limiter for a limit, which can differ from the previous one.</summary>
    public SharedRateLimiter Limiter(int limit)
    {
        Volatile.Write(ref _askedForAt, time.GetTimestamp());
        return _limiter is { } known && known.Limit == limit ? known : _limiter = new(this, limit, time);
    }

    /// <summary>Takes permits without asking the store; <see langword="null"/> if it has to be asked.</summary>
    public TokenRateLimitLease? TryTake(int count, int limit)
    {
        lock (_lock)
        {
            return TryTakeLocked(count, limit);
        }
    }

    /// <summary>Takes permits, and borrows some first if none are left.</summary>
    public async ValueTask<TokenRateLimitLease> BorrowAsync(int count, int limit, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _waiting, count);
        try
        {
            while (true)
            {
                Task borrowing;
                lock (_lock)
                {
                    if (TryTakeLocked(count, limit) is { } lease)
                    {
                        return lease;
                    }

                    store.ThrowIfPaused();

                    // On another thread: it must not end under the lock.
                    borrowing = _borrowing ??= Task.Run(() => BorrowAsync(limit), CancellationToken.None);
                }

                await borrowing.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Add(ref _waiting, -count);
        }
    }

    /// <summary>Returns the number of permits that are available, as far as this process knows.</summary>
    public int CountAvailable(int limit)
    {
        lock (_lock)
        {
            return Math.Clamp(limit - _usedByAll + (_batch?.Left ?? 0), 0, limit);
        }
    }

    /// <summary>Reads from the store what is used of the limit.</summary>
    public async Task<PermitUse> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var use = await store.ReadAsync(tokenId, limit, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            var used = Math.Max(0, use.Used - (_batch?.Left ?? 0));
            return new() { Used = used, RetryAfter = used < limit ? null : use.RetryAfter };
        }
    }

    /// <summary>Closes the batch when its time is over, and returns what to report to the store: which permits were not used.</summary>
    /// <param name="all">Whether to close the batch in any case, and to report used permits too.</param>
    public IReadOnlyList<PermitReturn> TakeReturns(bool all = false)
    {
        lock (_lock)
        {
            if (_batch is { } batch && (all || !batch.IsOpen(time, time.GetTimestamp(), time.GetUtcNow())))
            {
                Close(batch);
            }

            List<PermitReturn> returns = [.. _unsure];
            _unsure.Clear();
            if (_former is { } former && (all || _formerHasRest))
            {
                returns.Add(former);
                _former = null;
            }

            return returns;
        }
    }

    /// <summary>Whether the token has not been used for a while, and nothing is lent to this process.</summary>
    public bool IsIdle(TimeSpan idle)
    {
        lock (_lock)
        {
            return _batch is null && _borrowing is null && _unsure.Count == 0 && time.GetElapsedTime(Volatile.Read(ref _askedForAt)) > idle;
        }
    }

    private TokenRateLimitLease? TryTakeLocked(int count, int limit)
    {
        var (timestamp, now) = (time.GetTimestamp(), time.GetUtcNow());
        if (_batch is not { } batch || batch.Limit != limit || batch.Left < count || !batch.IsOpen(time, timestamp, now))
        {
            return _refusal?.Lease(limit, time, timestamp);
        }

        batch.Take(count);

        // This process's own window knows the request too, for the case that the store fails.
        activities.Of(tokenId).TryEnter(count, int.MaxValue, now);
        return TokenRateLimitLease.Acquired;
    }

    private async Task BorrowAsync(int limit)
    {
        var request = Prepare(limit);
        var (askedAt, askedAtTime) = (time.GetTimestamp(), time.GetUtcNow());
        try
        {
            var loan = await store.BorrowAsync(request, CancellationToken.None).ConfigureAwait(false);
            lock (_lock)
            {
                (_former, _usedByAll) = (null, loan.Used);
                _batch = loan.Permits > 0 ? new(request.LoanId, loan.Permits, limit, askedAt, askedAtTime) : null;
                _refusal = loan.Permits > 0 ? null : new(limit, time.GetTimestamp(), loan.RetryAfter ?? TimeSpan.Zero);
            }
        }
        catch
        {
            lock (_lock)
            {
                // The store may have lent permits although its answer was lost.
                _unsure.Add(new() { TokenId = tokenId, LoanId = request.LoanId, Used = 0 });
            }

            throw;
        }
        finally
        {
            lock (_lock)
            {
                _borrowing = null;
            }
        }
    }

    private PermitRequest Prepare(int limit)
    {
        lock (_lock)
        {
            if (_batch is { } batch)
            {
                Close(batch);
            }

            return new()
            {
                TokenId = tokenId,
                Limit = limit,
                LoanId = Guid.NewGuid(),
                Needed = Math.Max(1, Volatile.Read(ref _waiting)),
                Wanted = _reserve,
                Returned = _former,
                Lifetime = PermitBatch.Lifetime,
                Window = RequestWindow.Length,
            };
        }
    }

    // The reserve follows the use: twice as much when it was used up in time, otherwise what was used.
    private void Close(PermitBatch batch)
    {
        _batch = null;
        (_former, _formerHasRest) = (batch.Close(tokenId), batch.Left > 0);
        _reserve = Math.Clamp(_formerHasRest ? batch.Used : batch.Used * 2, 1, LargestReserve);
    }
}
