using System.Collections.Concurrent;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Lets concurrent requests for the same record share one store query, so that a token with many clients does not use up the
/// database connections.
/// </summary>
/// <param name="window">
/// The time after the start of a lookup during which others may join it. It must not exceed the time within which a change must
/// be seen.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class TokenLookUps(TimeSpan window, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LookUp> _running = new(StringComparer.Ordinal);

    /// <summary>Joins a lookup that has just started, or starts one.</summary>
    /// <param name="tokenId">The identifier of the record.</param>
    /// <param name="epoch">The cache epoch. A lookup of another epoch is not joined.</param>
    /// <param name="read">Queries the store. It must not throw synchronously.</param>
    /// <returns>The lookup, and whether it started before this call.</returns>
    public (Task<KnownRecord?> Reading, bool IsJoined) JoinOrBegin(string tokenId, long epoch, Func<Task<KnownRecord?>> read)
    {
        if (_running.TryGetValue(tokenId, out var running) && running.Epoch == epoch && IsRecent(running))
        {
            return (running.Reading.Value, true);
        }

        var begun = new LookUp(epoch, time.GetTimestamp(), time.GetUtcNow(), new(read));
        var isAdded = running is null ? _running.TryAdd(tokenId, begun) : _running.TryUpdate(tokenId, begun, running);
        if (!isAdded)
        {
            // Another caller started a lookup concurrently: join that one.
            return JoinOrBegin(tokenId, epoch, read);
        }

        _ = LeaveAsync(tokenId, begun);
        return (begun.Reading.Value, false);
    }

    // Check both clocks, because either can stand still while the process is suspended.
    private bool IsRecent(LookUp lookUp) => time.GetElapsedTime(lookUp.Timestamp) < window && time.GetUtcNow() - lookUp.BeganAt < window;

    private async Task LeaveAsync(string tokenId, LookUp lookUp)
    {
        await ((Task)lookUp.Reading.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running.TryRemove(new(tokenId, lookUp));
    }

    // A class, because lookups are compared by reference.
    private sealed class LookUp(long epoch, long timestamp, DateTimeOffset beganAt, Lazy<Task<KnownRecord?>> reading)
    {
        public long Epoch => epoch;

        public long Timestamp => timestamp;

        public DateTimeOffset BeganAt => beganAt;

        public Lazy<Task<KnownRecord?>> Reading => reading;
    }
}
