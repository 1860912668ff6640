using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Parses and matches the IP addresses and networks that a token may be used from.</summary>
public static class AddressRange
{
    /// <summary>What <see cref="AreNarrow"/> expects of each address or network, for validation messages.</summary>
    internal const string NarrowForm = "A network must have a prefix of at least 8 bits (IPv4) or 16 bits (IPv6).";

    /// <summary>The accepted format, for validation messages.</summary>
    internal const string PlainForm = "an IP address or a network in plain form, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32: "
        + "IPv4 as four decimal numbers without leading zeros, no port, no brackets, no zone, no white space, and no bit set after the prefix";

    /// <summary>Whether a text is an IP address or a network that a token can be limited to.</summary>
    /// <param name="text">
    /// The text, such as <c>192.0.2.7</c>, <c>192.0.2.0/24</c> or <c>2001:db8::/32</c>. Other spellings, such as <c>127.1</c>, a port, a
    /// zone, and bits that are set after the prefix are not accepted.
    /// </param>
    public static bool IsValid(string? text) => Read(text) is not null;

    /// <summary>
    /// Whether addresses count as a limit where <see cref="ApiTokenOptions.RequireAllowedAddresses"/> is on. A few wide networks
    /// together would otherwise be all addresses.
    /// </summary>
    /// <param name="addresses">The IP addresses and networks.</param>
    /// <returns>
    /// <see langword="true"/> if there are some, and each of them is an address or a network with a prefix of at least 8 bits (IPv4) or
    /// 16 bits (IPv6).
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="addresses"/> is <see langword="null"/>.</exception>
    public static bool AreNarrow(IEnumerable<string> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var networks = addresses.Select(Read).ToList();
        return networks.Count > 0 && networks.All(network => network is { } known && IsNarrow(known));
    }

    /// <summary>Returns the canonical CIDR form of an address or network, or <see langword="null"/> when the text is neither.</summary>
    internal static string? Normalize(string? text) => Read(text)?.ToString();

    /// <summary>Parses the networks of a record. Skips an invalid one, so that it allows no address.</summary>
    internal static IPNetwork[] Parse(IEnumerable<string> networks) => [.. networks.Select(Read).OfType<IPNetwork>()];

    /// <summary>Returns whether the address is in one of the networks.</summary>
    internal static bool Contains(IPNetwork[] networks, IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.Unmapped();
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNarrow(IPNetwork network) => network.PrefixLength >= (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 8 : 16);

    private static IPNetwork? Read(string? text)
    {
        var parts = (text ?? "").Split('/');
        if (parts.Length > 2 || ReadAddress(parts[0]) is not { } written)
        {
            return null;
        }

        var bits = written.GetAddressBytes().Length * 8;
        if (parts.Length == 2 && !IsPrefix(parts[1], bits, out bits))
        {
            return null;
        }

        // An IPv4 client is known by its IPv4 address, in whichever form it connects.
        var address = written.Unmapped();
        bits -= ReferenceEquals(address, written) ? 0 : 96;

        // 10.0.0.1/8 is ambiguous: it can mean one address or the whole network. Reject it.
        return bits >= 0 && new IPNetwork(address, bits) is var network && network.BaseAddress.Equals(address) ? network : null;
    }

    // IPAddress.TryParse also accepts inet_aton forms (010.0.0.0 is 8.0.0.0; 0x7f.1 and 127.1 are 127.0.0.1), a port and a zone.
    private static IPAddress? ReadAddress(string text)
    {
        if (!text.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':') || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        var quad = text[(text.LastIndexOf(':') + 1)..];
        var isPlain = address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text
            : !quad.Contains('.', StringComparison.Ordinal) || (IPAddress.TryParse(quad, out var embedded) && embedded.ToString() == quad);
        return isPlain ? address : null;
    }

    private static bool IsPrefix(string text, int bits, out int prefix) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix)
        && prefix <= bits
        && prefix.ToString(CultureInfo.InvariantCulture) == text;
}
