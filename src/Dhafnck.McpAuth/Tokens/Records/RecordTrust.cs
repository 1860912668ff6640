namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Decides whether cached records may be used without asking the store. The store must have confirmed them within the staleness
/// bound, and the process must have run without a gap since. A suspended process has missed polls, and the changes that they
/// would have reported.
/// </summary>
internal sealed class RecordTrust
{
    private const long Never = long.MinValue;

    // How late a poll can be on a busy machine.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(750);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _stalenessBound;
    private readonly TimeSpan _gap;
    private long _resumedAt = Never;
    private Pulse _pulse;

    public RecordTrust(TokenCacheOptions options, TimeProvider time)
    {
        _time = time;
        _stalenessBound = options.StalenessBound;
        _gap = options.PollInterval + Tolerance;
        _pulse = new(time.GetTimestamp(), time.GetUtcNow(), Never);
    }

    /// <summary>Returns whether cached records may be used.</summary>
    /// <param name="timestamp">The current timestamp of the clock.</param>
    /// <param name="now">The current time, UTC.</param>
    public bool Holds(long timestamp, DateTimeOffset now)
    {
        var pulse = Volatile.Read(ref _pulse);
        return pulse.ConfirmedAt != Never
            && _time.GetElapsedTime(pulse.ConfirmedAt, timestamp) < _stalenessBound
            && !IsGap(pulse, timestamp, now);
    }

    /// <summary>Returns the time since the store was last asked and confirmed the cache; <see langword="null"/> if it never did, or the process was suspended since.</summary>
    public TimeSpan? Age() => Volatile.Read(ref _pulse) is { ConfirmedAt: not Never and var confirmedAt } ? _time.GetElapsedTime(confirmedAt) : null;

    /// <summary>Returns the time since the process was last known to run.</summary>
    public TimeSpan Silence() => _time.GetElapsedTime(Volatile.Read(ref _pulse).Timestamp);

    /// <summary>Records that the process is running. Called at the poll interval, also while a poll waits for its answer.</summary>
    public void Beat()
    {
        lock (_lock)
        {
            var (timestamp, now) = (_time.GetTimestamp(), _time.GetUtcNow());
            if (IsGap(_pulse, timestamp, now))
            {
                _resumedAt = timestamp;
                Volatile.Write(ref _pulse, new(timestamp, now, Never));
            }
            else
            {
                Volatile.Write(ref _pulse, _pulse with { Timestamp = timestamp, Now = now });
            }
        }
    }

    /// <summary>Records that the cache was current when the store was asked.</summary>
    /// <param name="askedAt">The timestamp of the clock when the store was asked.</param>
    public void Confirm(long askedAt)
    {
        lock (_lock)
        {
            Beat();

            // An answer to a query that started before the gap can be from before the gap, too.
            if (askedAt >= _resumedAt)
            {
                Volatile.Write(ref _pulse, _pulse with { ConfirmedAt = askedAt });
            }
        }
    }

    // Check both clocks: timestamps can stand still while a machine sleeps, and the wall clock can be set back.
    private bool IsGap(Pulse pulse, long timestamp, DateTimeOffset now) =>
        _time.GetElapsedTime(pulse.Timestamp, timestamp) > _gap || now - pulse.Now > _gap;

    private sealed record Pulse(long Timestamp, DateTimeOffset Now, long ConfirmedAt);
}
