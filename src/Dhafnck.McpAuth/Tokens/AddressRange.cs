using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Parses and matches the IP addresses and networks that a token may be used from.</summary>
internal static class AddressRange
{
    /// <summary>The accepted format, for validation messages.</summary>
    public const string PlainForm = "an IP address or a network in plain form, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32: "
        + "IPv4 as four decimal numbers without leading zeros, no port, no brackets, no zone, no white space, and no bit set after the prefix";

    /// <summary>Returns the canonical CIDR form of an address or network, or <see langword="null"/> when the text is neither.</summary>
    public static string? Normalize(string? text) => Read(text)?.ToString();

    /// <summary>Parses the networks of a record. Skips an invalid one, so that it allows no address.</summary>
    public static IPNetwork[] Parse(IEnumerable<string> networks) => [.. networks.Select(Read).OfType<IPNetwork>()];

    /// <summary>Returns whether the address is in one of the networks.</summary>
    public static bool Contains(IPNetwork[] networks, IPAddress? address)
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
