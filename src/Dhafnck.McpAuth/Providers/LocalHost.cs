using System.Net;

namespace Dhafnck.McpAuth.Providers;

/// <summary>The host names of this machine that no DNS server can assign to another machine.</summary>
internal static class LocalHost
{
    /// <summary>Whether a host, without its port, is this machine.</summary>
    public static bool Is(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
