using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Load;

/// <summary>
/// One HTTP/1.1 connection that sends one request after another, each when the last was answered: two system calls
/// for a request, and no allocation. It knows what Kestrel sends, and no more of HTTP.
/// </summary>
public sealed class KeepAliveConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Connects.</summary>
    /// <param name="server">The server's address.</param>
    public KeepAliveConnection(IPEndPoint server) => _socket.Connect(server);

    /// <summary>Sends a request, and returns the answer's bytes, which hold until the next call.</summary>
    /// <param name="request">The request, head and body.</param>
    public ReadOnlySpan<byte> Exchange(ReadOnlySpan<byte> request)
    {
        _socket.Send(request);
        var length = 0;
        do
        {
            var read = _socket.Receive(_buffer.AsSpan(length));
            length = read > 0 ? length + read : throw new IOException("The server closed the connection.");
        }
        while (!IsComplete(_buffer.AsSpan(0, length)));
        return _buffer.AsSpan(0, length);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var endOfHead = answer.IndexOf("\r\n\r\n"u8);
        if (endOfHead < 0)
        {
            return false;
        }

        var head = answer[..(endOfHead + 2)];
        var body = answer[(endOfHead + 4)..];
        if (head.IndexOf("Transfer-Encoding: chunked\r\n"u8) >= 0)
        {
            return body.EndsWith("\r\n0\r\n\r\n"u8);
        }

        return body.Length == ContentLength(head);
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var start = head.IndexOf(name);
        if (start < 0)
        {
            throw new IOException($"An answer of unknown length:\n{Encoding.ASCII.GetString(head)}");
        }

        var value = head[(start + name.Length)..];
        return int.Parse(value[..value.IndexOf("\r\n"u8)], provider: null);
    }
}
