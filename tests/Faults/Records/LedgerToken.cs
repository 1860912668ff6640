namespace Faults.Records;

/// <summary>What is known of a token from acknowledged writes.</summary>
internal sealed class LedgerToken(string id, int owner)
{
    private readonly Lock _lock = new();
    private readonly List<(int Instance, TimeSpan At)> _counted = [];
    private TokenState _state = new();
    private int _unknown;

    public string Id => id;

    /// <summary>The number of its user.</summary>
    public int Owner => owner;

    /// <summary>The limit, if it is low.</summary>
    public int? Limit { get; init; }

    /// <summary>The state now.</summary>
    public TokenState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>Calls that were accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>Calls without an answer, which may have been accepted.</summary>
    public int Unknown => _unknown;

    /// <summary>The calls that count as use, by process and time.</summary>
    public IReadOnlyList<(int Instance, TimeSpan At)> Counted
    {
        get
        {
            lock (_lock)
            {
                return [.. _counted];
            }
        }
    }

    /// <summary>Notes that a write begins: until it is acknowledged, nobody knows which state the store has.</summary>
    public void BeginWrite() => Change(state => state with { IsChanging = true });

    /// <summary>Notes what an acknowledged write has done.</summary>
    public void Acknowledge(Func<TokenState, TokenState> change, TimeSpan at) =>
        Change(state => change(state) with { IsChanging = false, ChangedAt = at });

    /// <summary>Notes what became of a call.</summary>
    public void Answered(int? status, int instance, TimeSpan at)
    {
        lock (_lock)
        {
            Accepted += status == 200 ? 1 : 0;
            _unknown += status is null ? 1 : 0;
            if (status is 200 or 403)
            {
                _counted.Add((instance, at));
            }
        }
    }

    private void Change(Func<TokenState, TokenState> change)
    {
        lock (_lock)
        {
            _state = change(_state) with { Version = _state.Version + 1 };
        }
    }
}
