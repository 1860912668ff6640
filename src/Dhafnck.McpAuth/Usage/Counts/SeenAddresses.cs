using System.Net;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>The addresses that one token was used from: those not yet written, and those known from the store. Not thread-safe.</summary>
internal sealed class SeenAddresses
{
    // A client can keep sending from new addresses. The excess is not recorded.
    private const int MaximumAddresses = 50;

    private readonly Dictionary<string, DateTimeOffset> _unwritten = new(StringComparer.Ordinal);
    private HashSet<string> _known = [];

    // Most requests come from the same address as the last one, so it becomes text only when another one follows.
    private IPAddress? _last;
    private DateTimeOffset _lastAt;

    /// <summary>Records a use.</summary>
    /// <returns>Whether addresses of the token are known, and this is not one of them.</returns>
    public bool Add(IPAddress? address, DateTimeOffset second)
    {
        var isNew = false;
        if (address is not null && !address.Equals(_last))
        {
            KeepLast();
            _last = address;
            var isFirst = _known.Count == 0;
            isNew = _known.Add(TextOf(address)) && !isFirst;
        }

        _lastAt = second;
        return isNew;
    }

    /// <summary>Returns the addresses that are not yet written, and starts again at none.</summary>
    public IReadOnlyList<AddressUse> Take()
    {
        KeepLast();
        AddressUse[] taken = [.. _unwritten.Select(address => new AddressUse { Address = address.Key, LastUsedAt = address.Value })];
        _unwritten.Clear();
        _last = null;
        return taken;
    }

    /// <summary>Applies the addresses that the store knows.</summary>
    public void Learn(IEnumerable<AddressUse> addresses)
    {
        _known = [.. addresses.Select(address => address.Address), .. _unwritten.Keys];
        if (_last is not null)
        {
            _known.Add(TextOf(_last));
        }
    }

    private void KeepLast()
    {
        if (_last is not null && TextOf(_last) is var address && (_unwritten.Count < MaximumAddresses || _unwritten.ContainsKey(address)))
        {
            _unwritten[address] = _lastAt;
        }
    }

    private static string TextOf(IPAddress address) => address.Unmapped().ToString();
}
