using System.Diagnostics;
using Dhafnck.McpAuth.Testing.Hosting;

namespace Dhafnck.McpAuth.Testing.Postgres;

/// <summary>A PostgreSQL cluster in a temporary directory, on a loopback port of its own.</summary>
internal sealed class PostgresCluster(string binaries) : IAsyncDisposable
{
    // PostgreSQL refuses to run as root; Debian's package brings this account along.
    private const string Account = "postgres";

    private readonly string _directory = Directory.CreateTempSubdirectory("mcpauth-pg-").FullName;

    public int Port { get; private set; }

    private string Data => Path.Combine(_directory, "data");

    private string Log => Path.Combine(_directory, "log");

    public static async Task<PostgresCluster> CreateAsync(string binaries)
    {
        var cluster = new PostgresCluster(binaries);
        AppDomain.CurrentDomain.ProcessExit += cluster.Abandon;
        try
        {
            await cluster.InitializeAsync();
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Task StartAsync() => RunAsync("pg_ctl", "start", "--wait", "--silent", "--pgdata", Data, "--log", Log);

    public Task StopAsync() => RunAsync("pg_ctl", "stop", "--wait", "--silent", "--pgdata", Data, "--mode", "fast");

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Abandon;
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await RunAsync("pg_ctl", "stop", "--wait", "--silent", "--pgdata", Data, "--mode", "immediate");
        }

        Directory.Delete(_directory, recursive: true);
    }

    // A run that is broken off disposes of nothing, and the server would outlive it.
    private void Abandon(object? sender, EventArgs arguments) => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(new ProcessStartInfo("chown", [Account, _directory]));
        }

        await RunAsync("initdb", "--pgdata", Data, "--username", Account, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync");

        // As late as can be, so that nobody else takes the port before the server does.
        Port = LoopbackPort.Find();

        // Nothing here outlives the tests, so nothing has to survive a power cut.
        await File.AppendAllTextAsync(
            Path.Combine(Data, "postgresql.conf"),
            $"""

            listen_addresses = '127.0.0.1'
            port = {Port}
            unix_socket_directories = '{_directory}'
            max_connections = 500
            fsync = off
            full_page_writes = off
            """);
    }

    private Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(binaries, program);
        return RunAsync(Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid", Account, "--regid", Account, "--init-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments));
    }

    private async Task RunAsync(ProcessStartInfo start)
    {
        start.WorkingDirectory = _directory;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            var log = File.Exists(Log) ? await File.ReadAllTextAsync(Log) : "";
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}.\n{string.Concat(output)}{log}");
        }
    }
}
