using System.Net;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>The addresses that a token may be used from.</summary>
internal static class AddressRange
{
    /// <summary>A network in its one spelling, for an address or a network; or <see langword="null"/> for anything else.</summary>
    public static string? Normalize(string? text)
    {
        if (text is null || text.Contains('%', StringComparison.Ordinal))
        {
            return null;
        }

        if (!text.Contains('/', StringComparison.Ordinal))
        {
            // "1" and "0x7f.1" parse as addresses too; what is meant has four parts, or is IPv6.
            return IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text.Split('.').Length == 4)
                ? Unmapped(address) is var plain ? $"{plain}/{plain.GetAddressBytes().Length * 8}" : null
                : null;
        }

        // 10.0.0.1/8 says two things at once; which one is meant, its writer has to say.
        return IPNetwork.TryParse(text, out var network)
            && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var start)
            && network.BaseAddress.Equals(start)
                ? network.ToString()
                : null;
    }

    /// <summary>The networks of a record. One that cannot be read is left out: it lets nobody in.</summary>
    public static IPNetwork[] Parse(IReadOnlyList<string> networks) =>
        [.. networks.Select(text => IPNetwork.TryParse(text, out var network) ? network : (IPNetwork?)null).OfType<IPNetwork>()];

    /// <summary>Whether an address is in one of the networks.</summary>
    public static bool Contains(IPNetwork[] networks, IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = Unmapped(address);
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
