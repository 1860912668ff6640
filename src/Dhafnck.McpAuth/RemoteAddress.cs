using System.Net;

namespace Dhafnck.McpAuth;

/// <summary>Returns a client's address in its own family: a dual-stack socket reports IPv4 as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2).</summary>
internal static class RemoteAddress
{
    public static IPAddress Unmapped(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
