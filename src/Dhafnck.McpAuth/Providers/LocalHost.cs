using System.Net;

namespace Dhafnck.McpAuth.Providers;

/// <summary>The names of this machine that no DNS server can give to another.</summary>
internal static class LocalHost
{
    /// <summary>Whether a host, without its port, is one of them.</summary>
    public static bool Is(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
