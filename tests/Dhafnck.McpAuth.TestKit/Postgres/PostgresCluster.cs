using System.Diagnostics;
using System.Globalization;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.TestKit.Postgres;

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

    /// <summary>Ends all of the server's processes as SIGKILL does.</summary>
    public async Task KillAsync()
    {
        var postmaster = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        List<Process> processes = [.. ChildrenOf(postmaster).Prepend(postmaster).Select(Find).OfType<Process>()];
        processes.ForEach(process => process.Kill());
        foreach (var process in processes)
        {
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

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

    // The fields after the name, which is in parentheses and can contain anything, are the state and the parent.
    private static IEnumerable<int> ChildrenOf(int parent) =>
        from stat in Directory.EnumerateDirectories("/proc").Select(process => Path.Combine(process, "stat")).Where(File.Exists)
        let fields = Read(stat).Split(") ").Last().Split(' ')
        where fields.Length > 1 && fields[1] == parent.ToString(CultureInfo.InvariantCulture)
        select int.Parse(Path.GetFileName(Path.GetDirectoryName(stat)!), CultureInfo.InvariantCulture);

    private static string Read(string stat)
    {
        try
        {
            return File.ReadAllText(stat);
        }
        catch (IOException)
        {
            // The process has just ended.
            return "";
        }
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

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
