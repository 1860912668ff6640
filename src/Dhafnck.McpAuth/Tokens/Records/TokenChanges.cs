using System.Collections.Concurrent;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Which tokens changed since when. Each change starts a new epoch; what was read in an earlier epoch is outdated for the tokens
/// that changed since, and for no others.
/// </summary>
internal sealed class TokenChanges
{
    // Reads take far less time than this many changes do. What is older counts as changed.
    private const int Remembered = 10_000;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, long> _changedIn = new(StringComparer.Ordinal);
    private long _allChangedIn;
    private long _epoch;

    /// <summary>The current epoch. It changes with each change of a token.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Returns whether a token may have changed after an epoch had begun.</summary>
    public bool IsChanged(string tokenId, long since) =>
        since != Epoch
        && (since < Volatile.Read(ref _allChangedIn) || (_changedIn.TryGetValue(tokenId, out var epoch) && since < epoch));

    /// <summary>Records a change of a token.</summary>
    public void Add(string tokenId)
    {
        lock (_lock)
        {
            if (_changedIn.Count >= Remembered)
            {
                AddAll();
            }

            // The epoch last: whoever reads it must already find the change.
            _changedIn[tokenId] = _epoch + 1;
            Volatile.Write(ref _epoch, _epoch + 1);
        }
    }

    /// <summary>Records that every token may have changed.</summary>
    public void AddAll()
    {
        lock (_lock)
        {
            Volatile.Write(ref _allChangedIn, _epoch + 1);
            Volatile.Write(ref _epoch, _epoch + 1);
            _changedIn.Clear();
        }
    }
}
