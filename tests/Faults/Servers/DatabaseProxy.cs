using System.Net;
using System.Net.Sockets;

namespace Faults.Servers;

/// <summary>Stands between one process and PostgreSQL: it delays, hangs, or stops the process in the middle of a transaction.</summary>
internal sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _server;
    private volatile TaskCompletionSource? _hang;
    private volatile Func<Task>? _atCommit;
    private Task _accepting = Task.CompletedTask;

    private DatabaseProxy(int server) => _server = server;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long each chunk takes, in each direction.</summary>
    public TimeSpan Delay { get; set; }

    public static DatabaseProxy Start(int server)
    {
        var proxy = new DatabaseProxy(server);
        proxy._listener.Start();
        proxy._accepting = proxy.AcceptAsync();
        return proxy;
    }

    /// <summary>Forwards nothing until <see cref="Continue"/>: the database seems to hang.</summary>
    public void Hang() => _hang = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Continue()
    {
        _hang?.TrySetResult();
        _hang = null;
    }

    /// <summary>Runs an action when the process next commits, and keeps the commit back until it ends.</summary>
    public void AtNextCommit(Func<Task>? action) => _atCommit = action;

    public async ValueTask DisposeAsync()
    {
        Continue();
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The campaign is over.
        }
    }

    private async Task ForwardAsync(TcpClient process)
    {
        using var server = new TcpClient { NoDelay = true };
        using (process)
        {
            process.NoDelay = true;
            try
            {
                await PassAsync();
                await server.ConnectAsync(IPAddress.Loopback, _server, _stopping.Token);
                await Task.WhenAny(PumpAsync(process, server, isFromProcess: true), PumpAsync(server, process, isFromProcess: false));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
            {
                // The server is not there: the process sees a closed connection.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isFromProcess)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stopping.Token) is > 0 and var length)
            {
                if (isFromProcess && _atCommit is { } action && buffer.AsSpan(0, length).IndexOf("COMMIT"u8) >= 0)
                {
                    _atCommit = null;
                    await action();
                }

                await PassAsync();
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One end has closed the connection; the other is closed too.
        }
    }

    private async Task PassAsync()
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, TimeProvider.System, _stopping.Token);
        }

        if (_hang is { } hang)
        {
            await hang.Task;
        }
    }
}
