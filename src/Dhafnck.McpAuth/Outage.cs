namespace Dhafnck.McpAuth;

/// <summary>
/// Distinguishes the first failure of an outage from those that follow, so that an outage is logged once. An outage ends with the
/// first success.
/// </summary>
internal sealed class Outage(TimeProvider time)
{
    // Of something that fails and succeeds in turn, not every failure is the first of an outage.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _loggedAt;
    private bool _isLogged;
    private long _failures;

    /// <summary>Records a failure.</summary>
    /// <returns>Whether to log it: the outage was not logged yet, and no other was within the last minute.</returns>
    public bool Begins()
    {
        lock (_lock)
        {
            if (_failures++ == 0)
            {
                _isLogged = false;
            }

            if (_isLogged || (_loggedAt is { } loggedAt && time.GetElapsedTime(loggedAt) < Pause))
            {
                return false;
            }

            (_loggedAt, _isLogged) = (time.GetTimestamp(), true);
            return true;
        }
    }

    /// <summary>Records a success.</summary>
    /// <returns>The number of failures before it, if it ends an outage; otherwise 0.</returns>
    public long End() => Volatile.Read(ref _failures) == 0 ? 0 : Interlocked.Exchange(ref _failures, 0);
}
