using System.Net;
using System.Net.Sockets;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>
/// Connects to public addresses only. It checks the address that it then connects to, so a name that resolves to another address a
/// moment later gains nothing (DNS rebinding).
/// </summary>
internal sealed class GuardedConnection(ClientOptions options)
{
    private const int MaximumAttempts = 4;

    /// <summary>Connects the HTTP client.</summary>
    /// <exception cref="RefusedAddressException">The host has no public address.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var addresses = found.Where(address => options.AllowPrivateAddresses || PublicIPAddress.Is(address)).Take(MaximumAttempts).ToArray();
        for (var attempt = 1; attempt <= addresses.Length; attempt++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[attempt - 1], port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (attempt < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new RefusedAddressException();
    }
}
