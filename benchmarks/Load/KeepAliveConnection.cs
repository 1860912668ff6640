using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Load;

/// <summary>
/// One HTTP/1.1 connection that sends one request after another, each when the last was answered, and allocates nothing.
/// It knows what Kestrel sends, and no more of HTTP.
/// </summary>
public sealed class KeepAliveConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _length;

    /// <summary>Connects.</summary>
    /// <param name="server">The server's address.</param>
    public KeepAliveConnection(IPEndPoint server)
    {
        _socket.Connect(server);
        _socket.Blocking = false;
    }

    /// <summary>Sends a request, and returns the answer's bytes, which hold until the next call.</summary>
    /// <param name="request">The request, head and body.</param>
    public ReadOnlySpan<byte> Exchange(ReadOnlySpan<byte> request)
    {
        Send(request);
        ReadOnlySpan<byte> answer;
        while (!TryReceive(out answer))
        {
            _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
        }

        return answer;
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request, head and body.</param>
    public void Send(ReadOnlySpan<byte> request)
    {
        _length = 0;
        _socket.Send(request);
    }

    /// <summary>Looks whether the answer is there, without waiting for it.</summary>
    /// <param name="answer">The answer's bytes, which hold until the next request.</param>
    public bool TryReceive(out ReadOnlySpan<byte> answer)
    {
        var read = _socket.Receive(_buffer.AsSpan(_length), SocketFlags.None, out var error);
        if (error != SocketError.WouldBlock)
        {
            _length = error == SocketError.Success && read > 0 ? _length + read : throw new IOException($"The server closed the connection: {error}.");
        }

        answer = _buffer.AsSpan(0, _length);
        return error == SocketError.Success && IsComplete(answer);
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
