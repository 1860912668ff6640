using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth;

/// <summary>A token that a request presents. <see cref="ToString"/> does not contain the token.</summary>
public sealed class BearerTokenContext
{
    // X-Original-For is where ASP.NET Core's middleware keeps an address that it replaced. Forwarded is RFC 7239; its pairs do not parse as addresses here.
    private static readonly string[] ForwardingHeaders = ["X-Forwarded-For", "X-Original-For", "Forwarded"];

    private readonly ReadOnlyMemory<char> _token;
    private string? _text;

    /// <summary>Creates the context of one request.</summary>
    /// <param name="token">The token; empty when the provider requires none.</param>
    /// <param name="httpContext">The request that presents it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> or <paramref name="httpContext"/> is <see langword="null"/>.</exception>
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

    /// <summary>The token, which is a secret. It has the syntax <c>b64token</c> (RFC 6750 §2.1); nothing else has been checked.</summary>
    public string Token => _text ??= _token.ToString();

    /// <summary>The request that presents the token.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>
    /// The remote address of the request. Behind a proxy, it is the client's address only if the application uses
    /// <c>ForwardedHeaders</c>. An IPv4-mapped IPv6 address (<c>::ffff:192.0.2.1</c>) is returned as IPv4.
    /// </summary>
    /// <value><see langword="null"/> when the connection has no address, such as on a Unix socket.</value>
    public IPAddress? RemoteIpAddress =>
        HttpContext.Connection.RemoteIpAddress is { } address ? address.Unmapped() : null;

    /// <summary>The host to which the request is addressed, without its port. The sender controls its value.</summary>
    public string Host => HttpContext.Request.Host.Host;

    /// <summary>
    /// All addresses from which the request came or claims to have come: the connection's own, which no middleware can
    /// rewrite on Kestrel, the remote address after forwarded headers, and the addresses in these headers. A value that is
    /// not an address becomes <see cref="IPAddress.None"/>. Empty on a Unix socket, which only this machine can reach.
    /// </summary>
    internal IEnumerable<IPAddress> SourceAddresses
    {
        get
        {
            if (HttpContext.Features.Get<IConnectionSocketFeature>()?.Socket.RemoteEndPoint is IPEndPoint peer)
            {
                yield return peer.Address.Unmapped();
            }

            if (RemoteIpAddress is { } remote)
            {
                yield return remote;
            }

            foreach (var header in ForwardingHeaders)
            {
                foreach (var hop in HttpContext.Request.Headers.GetCommaSeparatedValues(header))
                {
                    yield return IPEndPoint.TryParse(hop, out var address) ? address.Address.Unmapped() : IPAddress.None;
                }
            }
        }
    }

    // A slice of the header, so that a known token is recognized without allocating a string.
    internal ReadOnlyMemory<char> Characters => _token;

    /// <summary>Returns a fixed text, so that the token is never printed.</summary>
    public override string ToString() => "[bearer token]";
}
