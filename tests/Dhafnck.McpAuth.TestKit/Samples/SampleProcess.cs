using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.TestKit.Samples;

/// <summary>A sample, run as a process of its own at a free loopback port, the way a user runs it.</summary>
public sealed partial class SampleProcess : IAsyncDisposable
{
    private readonly ChildProcess _child;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleProcess(ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Receive(line.Data);
        process.ErrorDataReceived += (_, line) => Receive(line.Data);
        process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The sample ended before it listened. It printed:\n{Output}"));
        _child = ChildProcess.Start(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Http { get; } = new() { Timeout = Eventually.Deadline };

    /// <summary>All that the process has printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts a sample and waits until it listens.</summary>
    public static Task<SampleProcess> StartAsync(string sample, string environment, params (string Name, string Value)[] settings) =>
        ListeningAsync(Launch(sample, environment, settings));

    /// <summary>Starts a program that is not a sample, such as a published one, and waits until it listens.</summary>
    public static Task<SampleProcess> StartProgramAsync(string program, string environment, params (string Name, string Value)[] settings) =>
        ListeningAsync(Launch(new ProcessStartInfo(program) { WorkingDirectory = Path.GetDirectoryName(program) }, environment, settings));

    private static async Task<SampleProcess> ListeningAsync(SampleProcess process)
    {
        try
        {
            process.Http.BaseAddress = await process._address.Task.WaitAsync(Eventually.Deadline);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a sample that is expected not to start, and gives what it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(string sample, string environment, params (string Name, string Value)[] settings)
    {
        await using var process = Launch(sample, environment, settings);
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        await process._child.Process.WaitForExitAsync(deadline.Token);
        return (process._child.Process.ExitCode, process.Output);
    }

    /// <summary>Ends the process as SIGKILL does: at once, with nothing written any more.</summary>
    public Task KillAsync() => _child.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _child.DisposeAsync();
        _ = _address.Task.Exception;
    }

    private static SampleProcess Launch(string sample, string environment, (string Name, string Value)[] settings) =>
        Launch(SampleStart.Of(sample), environment, settings);

    // What the runtime measures to make code faster later, a process of a few seconds never gets back.
    private static SampleProcess Launch(ProcessStartInfo start, string environment, (string Name, string Value)[] settings) =>
        new(start.WithSettings([("ASPNETCORE_ENVIRONMENT", environment), ("Urls", "http://127.0.0.1:0"), ("DOTNET_TieredPGO", "0"), .. settings]));

    private void Receive(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (Listening().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(new(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
