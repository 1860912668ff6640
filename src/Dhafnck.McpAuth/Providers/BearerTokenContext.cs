using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Providers;

/// <summary>A token as a request presented it. <see cref="ToString"/> does not print the token.</summary>
public sealed class BearerTokenContext
{
    // The second is what ASP.NET Core's middleware leaves of an address that it replaced; the last is RFC 7239, whose pairs are no addresses here.
    private static readonly string[] ForwardingHeaders = ["X-Forwarded-For", "X-Original-For", "Forwarded"];

    private readonly ReadOnlyMemory<char> _token;
    private string? _text;

    /// <summary>Makes the context of one request.</summary>
    /// <param name="token">The token, or empty where the provider requires none.</param>
    /// <param name="httpContext">The request that presents it.</param>
    public BearerTokenContext(string token, HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(httpContext);
        _text = token;
        _token = token.AsMemory();
        HttpContext = httpContext;
    }

    internal BearerTokenContext(ReadOnlyMemory<char> token, HttpContext httpContext)
    {
        _token = token;
        HttpContext = httpContext;
    }

    /// <summary>The token, a secret: of the syntax <c>b64token</c> (RFC 6750 §2.1), checked for nothing else.</summary>
    public string Token => _text ??= _token.ToString();

    /// <summary>The request that presents the token.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>
    /// The address that the request came from: the client's behind a proxy only where the application uses
    /// <c>ForwardedHeaders</c>. An IPv4 address in IPv6 form (<c>::ffff:192.0.2.1</c>) is given as IPv4.
    /// </summary>
    /// <value><see langword="null"/> where the server has none, as on a Unix socket.</value>
    public IPAddress? RemoteIpAddress =>
        HttpContext.Connection.RemoteIpAddress is { } address ? Unmapped(address) : null;

    /// <summary>The host that the request is addressed to, without its port. Whoever sends the request writes it.</summary>
    public string Host => HttpContext.Request.Host.Host;

    /// <summary>
    /// Every address that the request says, or is known, to have come from: the connection's own, which no middleware can
    /// rewrite on Kestrel, what forwarded headers made of it, and what they say themselves. What cannot be read as an
    /// address is <see cref="IPAddress.None"/>. Empty on a Unix socket, which only this machine reaches.
    /// </summary>
    internal IEnumerable<IPAddress> SourceAddresses
    {
        get
        {
            if (HttpContext.Features.Get<IConnectionSocketFeature>()?.Socket.RemoteEndPoint is IPEndPoint peer)
            {
                yield return Unmapped(peer.Address);
            }

            if (RemoteIpAddress is { } remote)
            {
                yield return remote;
            }

            foreach (var header in ForwardingHeaders)
            {
                foreach (var hop in HttpContext.Request.Headers.GetCommaSeparatedValues(header))
                {
                    yield return IPEndPoint.TryParse(hop, out var address) ? Unmapped(address.Address) : IPAddress.None;
                }
            }
        }
    }

    // The token where it stands in the header: a known one is recognized without a string of its own.
    internal ReadOnlyMemory<char> Characters => _token;

    /// <summary>A fixed text: a token is not to be printed.</summary>
    public override string ToString() => "[bearer token]";

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
