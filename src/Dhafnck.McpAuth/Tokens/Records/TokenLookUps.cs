using System.Collections.Concurrent;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Reads the record of a token once at a time, however many requests need it: a token with many clients does not use up the
/// database connections, not even while the database is slow.
/// </summary>
/// <param name="window">
/// The time after the start of a lookup during which others may join it, even if changes are not noticed meanwhile. It must not
/// exceed the time within which a change must be seen.
/// </param>
/// <param name="changes">The changes of tokens.</param>
/// <param name="trust">Whether changes are noticed.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenLookUps(TimeSpan window, TokenChanges changes, RecordTrust trust, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LookUp> _running = new(StringComparer.Ordinal);
    private long _latest;

    /// <summary>The number of the latest lookup. A lookup with a higher number starts later.</summary>
    public long Latest => Volatile.Read(ref _latest);

    /// <summary>Returns the answer of a running lookup if it may be shared; otherwise starts one, after the running one has ended.</summary>
    /// <param name="tokenId">The identifier of the record.</param>
    /// <param name="latest">The number of the latest lookup when the caller came. The answer to one with a higher number is current for the caller.</param>
    /// <param name="read">Queries the store. It must not throw synchronously.</param>
    /// <returns>The record, and the number of the lookup.</returns>
    public async Task<(KnownRecord? Record, long Number)> FindAsync(string tokenId, long latest, Func<Task<KnownRecord?>> read)
    {
        while (true)
        {
            var running = _running.GetValueOrDefault(tokenId);
            if (running is null || changes.IsChanged(tokenId, running.Epoch))
            {
                // Nobody waits for an answer that can be from before a change.
                if (TryBegin(tokenId, running, read) is { } begun)
                {
                    return (await begun.Reading.Value.ConfigureAwait(false), begun.Number);
                }
            }
            else if (running.Number > latest || IsCurrent(running))
            {
                return (await running.Reading.Value.ConfigureAwait(false), running.Number);
            }
            else
            {
                await LeaveAsync(tokenId, running).ConfigureAwait(false);
            }
        }
    }

    // While changes are noticed, an answer that is on its way is as good as a cached record. Check both clocks, because either can
    // stand still while the process is suspended.
    private bool IsCurrent(LookUp lookUp)
    {
        if (lookUp.Reading.Value.IsCompleted)
        {
            return false;
        }

        var (timestamp, now) = (time.GetTimestamp(), time.GetUtcNow());
        return trust.Holds(timestamp, now) || (time.GetElapsedTime(lookUp.Timestamp, timestamp) < window && now - lookUp.BeganAt < window);
    }

    private LookUp? TryBegin(string tokenId, LookUp? running, Func<Task<KnownRecord?>> read)
    {
        var begun = new LookUp(Interlocked.Increment(ref _latest), changes.Epoch, time.GetTimestamp(), time.GetUtcNow(), new(read));
        if (running is null ? !_running.TryAdd(tokenId, begun) : !_running.TryUpdate(tokenId, begun, running))
        {
            return null;
        }

        _ = LeaveAsync(tokenId, begun);
        return begun;
    }

    private async Task LeaveAsync(string tokenId, LookUp lookUp)
    {
        await ((Task)lookUp.Reading.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running.TryRemove(new(tokenId, lookUp));
    }

    // A class, because lookups are compared by reference.
    private sealed class LookUp(long number, long epoch, long timestamp, DateTimeOffset beganAt, Lazy<Task<KnownRecord?>> reading)
    {
        public long Number => number;

        public long Epoch => epoch;

        public long Timestamp => timestamp;

        public DateTimeOffset BeganAt => beganAt;

        public Lazy<Task<KnownRecord?>> Reading => reading;
    }
}
