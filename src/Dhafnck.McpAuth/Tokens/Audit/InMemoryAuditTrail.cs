namespace Dhafnck.McpAuth.Tokens.Audit;

/// <summary>The audit trail of the store in memory: the last 10,000 entries. The caller holds the store's lock.</summary>
internal sealed class InMemoryAuditTrail
{
    private const int Capacity = 10_000;
    private readonly LinkedList<TokenAuditEntry> _entries = new();

    public void Add(TokenAuditEntry? entry)
    {
        if (entry is null)
        {
            return;
        }

        _entries.AddFirst(entry);
        if (_entries.Count > Capacity)
        {
            _entries.RemoveLast();
        }
    }

    public IReadOnlyList<TokenAuditEntry> List(TokenAuditQuery query) =>
    [
        .. _entries
            .Where(entry => Matches(query, entry))
            .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id, StringComparer.Ordinal)
            .Where(entry => query.After is not { } last || entry.At < last.At || (entry.At == last.At && string.CompareOrdinal(entry.Id, last.Id) < 0))
            .Take(query.Limit),
    ];

    public int Prune(DateTimeOffset before)
    {
        var old = _entries.Where(entry => entry.At < before).ToList();
        old.ForEach(entry => _entries.Remove(entry));
        return old.Count;
    }

    private static bool Matches(TokenAuditQuery query, TokenAuditEntry entry) =>
        (query.TokenId is null || entry.TokenId == query.TokenId)
        && (query.OwnerId is null || entry.OwnerId == query.OwnerId)
        && (query.By is null || entry.By.Id == query.By)
        && (query.From is null || entry.At >= query.From);
}
