namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Limits the lookups at a store that no longer answers polls: one at a time tries it, and none for a moment after each that failed.
/// Other requests are refused without a lookup. So refusing is not slower than serving, and a store that recovers is not flooded.
/// </summary>
internal sealed class StoreTrials(TimeSpan stalenessBound, TimeProvider time)
{
    /// <summary>The time after a failed lookup in which no other begins, and the longest wait for the first one.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private bool _isStoreFailing;
    private long _polledAt = time.GetTimestamp();
    private Task<bool>? _trial;
    private long _trialBeganAt;
    private bool? _lastSucceeded;
    private long _lastEndedAt;

    /// <summary>Whether the last poll of the store failed.</summary>
    public bool IsStoreFailing => Volatile.Read(ref _isStoreFailing);

    /// <summary>Records that a poll ended.</summary>
    public void Polled(bool isSuccess)
    {
        lock (_lock)
        {
            if (isSuccess)
            {
                _polledAt = time.GetTimestamp();
                (_trial, _lastSucceeded) = (null, null);
            }

            Volatile.Write(ref _isStoreFailing, !isSuccess);
        }
    }

    /// <summary>Whether a request is refused without a lookup.</summary>
    public bool Refuses()
    {
        lock (_lock)
        {
            return _isStoreFailing && IsSilent() && _lastSucceeded switch
            {
                true => false,
                false => _trial is not null || time.GetElapsedTime(_lastEndedAt) < Pause,
                null => _trial is not null && time.GetElapsedTime(_trialBeganAt) >= Pause,
            };
        }
    }

    /// <summary>Runs a lookup at a store that fails. If another one tries the store, it waits for that one's success first.</summary>
    public async Task<FoundRecord> RunAsync(Func<Task<FoundRecord>> lookUp)
    {
        var own = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Join(own.Task) is { } other && !await SucceedsAsync(other).ConfigureAwait(false))
        {
            return FoundRecord.Unavailable;
        }

        var isSuccess = false;
        try
        {
            var found = await lookUp().ConfigureAwait(false);
            isSuccess = !found.IsUnavailable;
            return found;
        }
        finally
        {
            End(own.Task, isSuccess);
            own.SetResult(isSuccess);
        }
    }

    // A few failed polls do not prove an outage: until the bound has passed, requests wait and are served.
    private bool IsSilent() => time.GetElapsedTime(_polledAt) >= stalenessBound;

    private async Task<bool> SucceedsAsync(Task<bool> trial)
    {
        try
        {
            return await (IsSilent() ? trial.WaitAsync(Pause, time) : trial).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // While lookups succeed, only polls fail: there is nothing to try.
    private Task<bool>? Join(Task<bool> own)
    {
        lock (_lock)
        {
            if (_lastSucceeded == true || _trial is not null)
            {
                return _lastSucceeded == true ? null : _trial;
            }

            (_trial, _trialBeganAt) = (own, time.GetTimestamp());
            return null;
        }
    }

    // A lookup that began before a poll succeeded says nothing about a new outage.
    private void End(Task<bool> own, bool isSuccess)
    {
        lock (_lock)
        {
            if (_trial == own || _lastSucceeded == true)
            {
                (_trial, _lastSucceeded, _lastEndedAt) = (null, isSuccess, time.GetTimestamp());
            }
        }
    }
}
