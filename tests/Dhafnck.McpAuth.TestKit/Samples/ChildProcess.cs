using System.Diagnostics;

namespace Dhafnck.McpAuth.TestKit.Samples;

/// <summary>A process that does not outlive the tests: not a test that fails, and not a run that is broken off.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private ChildProcess(Process process) => Process = process;

    public Process Process { get; }

    /// <summary>Starts a process.</summary>
    public static ChildProcess Start(ProcessStartInfo start) => Start(new Process { StartInfo = start });

    /// <summary>Starts a process whose events somebody already waits for.</summary>
    public static ChildProcess Start(Process process)
    {
        process.Start();
        var child = new ChildProcess(process);
        AppDomain.CurrentDomain.ProcessExit += child.Kill;
        return child;
    }

    /// <summary>Ends the process as SIGKILL does: at once, with nothing written any more.</summary>
    public async Task KillAsync()
    {
        Kill(null, EventArgs.Empty);
        await Process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        await KillAsync();
        Process.Dispose();
    }

    private void Kill(object? sender, EventArgs arguments)
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }
    }
}
