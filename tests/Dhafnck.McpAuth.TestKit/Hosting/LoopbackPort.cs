using System.Net;
using System.Net.Sockets;

namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>A port for a server whose address has to be known before it starts.</summary>
public static class LoopbackPort
{
    /// <summary>A port that nobody listens at now.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
