namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>
/// Limits concurrent writes to the store, to one per owner and a few in total. In a database, all writes wait for the same lock:
/// more concurrency is no faster, and would hold connections that reads need.
/// </summary>
internal sealed class WriteGate(int atOnce) : IDisposable
{
    private readonly SemaphoreSlim _all = new(atOnce);
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <summary>Runs the write when it is the owner's turn.</summary>
    public async Task<T> RunAsync<T>(string ownerId, Func<Task<T>> write, CancellationToken cancellationToken)
    {
        var turn = Join(ownerId);
        try
        {
            return await InTurnAsync(turn.Lock, () => InTurnAsync(_all, write, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(ownerId, turn);
        }
    }

    public void Dispose() => _all.Dispose();

    private static async Task<T> InTurnAsync<T>(SemaphoreSlim turn, Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await write().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private Turn Join(string ownerId)
    {
        lock (_turns)
        {
            if (!_turns.TryGetValue(ownerId, out var turn))
            {
                _turns[ownerId] = turn = new();
            }

            turn.Writes++;
            return turn;
        }
    }

    private void Leave(string ownerId, Turn turn)
    {
        lock (_turns)
        {
            if (--turn.Writes == 0)
            {
                _turns.Remove(ownerId);
                turn.Lock.Dispose();
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Lock { get; } = new(1);

        public int Writes { get; set; }
    }
}
