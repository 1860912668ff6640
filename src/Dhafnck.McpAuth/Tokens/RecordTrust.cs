namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Whether remembered records may be used without asking the store: it confirmed them within the staleness bound, and
/// the process has run without a gap since. A process that was suspended has missed polls, and what they would have told.
/// </summary>
internal sealed class RecordTrust
{
    private const long Never = long.MinValue;

    // By how much a poll may be late on a busy machine.
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

    /// <summary>Whether remembered records may be used.</summary>
    /// <param name="timestamp">This moment, by the clock's timestamp.</param>
    /// <param name="now">This moment, UTC.</param>
    public bool Holds(long timestamp, DateTimeOffset now)
    {
        var pulse = Volatile.Read(ref _pulse);
        return pulse.ConfirmedAt != Never
            && _time.GetElapsedTime(pulse.ConfirmedAt, timestamp) < _stalenessBound
            && !IsGap(pulse, timestamp, now);
    }

    /// <summary>The process runs. Called at the interval of the polls, also while one is waiting for its answer.</summary>
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

    /// <summary>What is remembered was right when the store was asked.</summary>
    /// <param name="askedAt">When it was asked, by the clock's timestamp.</param>
    public void Confirm(long askedAt)
    {
        lock (_lock)
        {
            Beat();

            // A store that was asked before a gap may have answered before it, too.
            if (askedAt >= _resumedAt)
            {
                Volatile.Write(ref _pulse, _pulse with { ConfirmedAt = askedAt });
            }
        }
    }

    // By both clocks: the one of timestamps can stand still while a machine sleeps, and the other one be set back.
    private bool IsGap(Pulse pulse, long timestamp, DateTimeOffset now) =>
        _time.GetElapsedTime(pulse.Timestamp, timestamp) > _gap || now - pulse.Now > _gap;

    private sealed record Pulse(long Timestamp, DateTimeOffset Now, long ConfirmedAt);
}
