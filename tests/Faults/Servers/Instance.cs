using System.Diagnostics;
using System.Globalization;
using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Faults.Servers;

/// <summary>One process of the token server, which keeps its address when it is started again.</summary>
internal sealed class Instance(int number, string sample, DirectoryInfo folder, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private const string PrintedBefore = "token: ";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(45);

    private readonly Uri _address = new($"http://127.0.0.1:{LoopbackPort.Find()}");
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<string> _token = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? _process;

    public int Number => number;

    public Uri Address => _address;

    /// <summary>Its way to the database, if that is PostgreSQL.</summary>
    public DatabaseProxy? Proxy { get; init; }

    /// <summary>The token that the sample printed to be tried with.</summary>
    public Task<string> PrintedToken => _token.Task;

    /// <summary>When it was killed.</summary>
    public List<TimeSpan> Kills { get; } = [];

    public HttpClient Http { get; } = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };

    private string Log => Path.Combine(folder.FullName, $"instance-{number}.log");

    /// <summary>Starts the process, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Http.BaseAddress ??= _address;
        var process = new Process { StartInfo = Describe() };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process = ChildProcess.Start(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var start = Stopwatch.GetTimestamp();
        while (!await LivesAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > StartPatience)
            {
                throw new InvalidOperationException($"Process {number} did not start. See {Log}.");
            }

            await Clock.PauseAsync(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Ends it as SIGKILL does.</summary>
    public async Task KillAsync(Clock clock)
    {
        await _process!.DisposeAsync();
        _process = null;
        Kills.Add(clock.Now);
    }

    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Stops it as an operator does, so that it writes its last counts.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> StopAsync()
    {
        await SignalAsync("TERM");
        using var patience = new CancellationTokenSource(StopPatience, TimeProvider.System);
        try
        {
            await _process!.Process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            await _process!.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }

        if (Proxy is { } proxy)
        {
            await proxy.DisposeAsync();
        }
    }

    private ProcessStartInfo Describe() => SampleStart.Of(sample).WithSettings(
        [(SampleStart.StalenessBound, "00:00:05"), .. settings.Select(setting => (setting.Key, setting.Value)), ("Urls", _address.GetLeftPart(UriPartial.Authority))]);

    private async Task<bool> LivesAsync()
    {
        try
        {
            using var response = await Http.GetAsync("/healthz/live");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SignalAsync(string signal)
    {
        var id = _process!.Process.Id.ToString(CultureInfo.InvariantCulture);
        if (await Command.RunAsync("kill", [$"-{signal}", id]) is { ExitCode: not 0 and var code })
        {
            throw new InvalidOperationException($"kill -{signal} {id} ended with {code}.");
        }
    }

    private void Write(string? line)
    {
        if (line?.StartsWith(PrintedBefore, StringComparison.Ordinal) == true)
        {
            _token.TrySetResult(line[PrintedBefore.Length..]);
        }

        lock (_lock)
        {
            File.AppendAllText(Log, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}\n");
        }
    }
}
