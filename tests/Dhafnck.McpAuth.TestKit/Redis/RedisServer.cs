using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;
using Xunit;

namespace Dhafnck.McpAuth.TestKit.Redis;

/// <summary>
/// A Redis server on a loopback port of its own, started when the first test asks for it:
/// <c>[assembly: AssemblyFixture(typeof(RedisServer))]</c>. Where Redis is not installed, those tests are skipped.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcpauth-redis-");
    private readonly SemaphoreSlim _turn = new(1);
    private ChildProcess? _process;
    private int _port;

    /// <summary>Starts the server unless it runs, and says how to connect to it.</summary>
    public async Task<string> ConnectionStringAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_port == 0)
            {
                await LaunchAsync();
            }
        }
        finally
        {
            _turn.Release();
        }

        return string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");
    }

    /// <summary>Ends the server as SIGKILL does. Others share the assembly's server: a test that stops one makes one for itself.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>Starts the server again, at the same address and with what it had written.</summary>
    public Task StartAsync() => LaunchAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _turn.Dispose();
        _directory.Delete(recursive: true);
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, Program))
            .FirstOrDefault(File.Exists);

    private async Task LaunchAsync()
    {
        var program = Find();
        Assert.SkipWhen(program is null, "Redis is not installed. Get it with: apt-get install redis-server");
        _port = _port == 0 ? LoopbackPort.Find() : _port;
        string[] arguments =
        [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory.FullName,
            "--save", "", "--appendonly", "yes", "--appendfsync", "no", "--logfile", "log",
        ];
        _process = ChildProcess.Start(new ProcessStartInfo(program!, arguments) { WorkingDirectory = _directory.FullName });
        await Eventually.IsSoAsync(AnswersAsync);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[7];
            await stream.ReadExactlyAsync(answer);
            return Encoding.ASCII.GetString(answer) == "+PONG\r\n";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
