using System.Collections.Concurrent;

namespace Faults.Records;

/// <summary>All tokens whose creation was acknowledged.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, LedgerToken> _byId = new(StringComparer.Ordinal);
    private volatile LedgerToken[] _tokens = [];
    private readonly Lock _lock = new();

    public IReadOnlyList<LedgerToken> Tokens => _tokens;

    public void Add(LedgerToken token)
    {
        if (_byId.TryAdd(token.Id, token))
        {
            lock (_lock)
            {
                _tokens = [.. _tokens, token];
            }
        }
    }

    /// <summary>A token to call with: mostly one of the last, whose state changed lately.</summary>
    public LedgerToken? Pick(Random random)
    {
        var tokens = _tokens;
        return tokens.Length == 0 ? null : tokens[Math.Max(0, tokens.Length - 1 - random.Next(random.Next(4) == 0 ? tokens.Length : Math.Min(40, tokens.Length)))];
    }
}
