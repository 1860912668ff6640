using System.Collections.Concurrent;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Lets requests that need the same record at the same time ask the store once: a token that many clients begin to use
/// must not take all connections to the database.
/// </summary>
/// <param name="window">For how long after its begin a look-up is joined: no longer than a change may take to be seen.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenLookUps(TimeSpan window, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LookUp> _running = new(StringComparer.Ordinal);

    /// <summary>Joins a look-up that has just begun, or begins one.</summary>
    /// <param name="tokenId">The record.</param>
    /// <param name="epoch">What is forgotten since a look-up began keeps others from joining it.</param>
    /// <param name="read">Asks the store; must not throw by itself.</param>
    /// <returns>The look-up, and whether it began before this call.</returns>
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
            // Another one came first, at this very moment: that one can be joined.
            return JoinOrBegin(tokenId, epoch, read);
        }

        _ = LeaveAsync(tokenId, begun);
        return (begun.Reading.Value, false);
    }

    // By both clocks, for either can stand still while the process is suspended.
    private bool IsRecent(LookUp lookUp) => time.GetElapsedTime(lookUp.Timestamp) < window && time.GetUtcNow() - lookUp.BeganAt < window;

    private async Task LeaveAsync(string tokenId, LookUp lookUp)
    {
        await ((Task)lookUp.Reading.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running.TryRemove(new(tokenId, lookUp));
    }

    // A class, for one is told from another by the object.
    private sealed class LookUp(long epoch, long timestamp, DateTimeOffset beganAt, Lazy<Task<KnownRecord?>> reading)
    {
        public long Epoch => epoch;

        public long Timestamp => timestamp;

        public DateTimeOffset BeganAt => beganAt;

        public Lazy<Task<KnownRecord?>> Reading => reading;
    }
}
