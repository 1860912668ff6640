using System.Diagnostics;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;
using FluentAssertions;

namespace Dhafnck.McpAuth.TestKit.Connect;

/// <summary>A client that connects by URL, as a process. Its user's browser is the test's.</summary>
public sealed class ClientProcess : IAsyncDisposable
{
    private readonly ChildProcess _child;
    private readonly AuthorizationPrompt _prompt = new();

    private ClientProcess(ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => _prompt.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _prompt.Add(line.Data);
        process.Exited += (_, _) => _prompt.End();
        _child = ChildProcess.Start(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    /// <summary>Starts a client.</summary>
    public static ClientProcess Start(string program, string[] arguments, string workingDirectory, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new(start);
    }

    /// <summary>Waits until the client asks its user to open the URL of the authorization endpoint.</summary>
    public Task<Uri> WaitForUrlAsync() => _prompt.WaitForUrlAsync();

    /// <summary>Waits until the client ends with success, and returns all that it has printed.</summary>
    public async Task<string> WaitForSuccessAsync()
    {
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        await _child.Process.WaitForExitAsync(deadline.Token);
        _child.Process.ExitCode.Should().Be(0, "of what it printed:\n{0}", _prompt.Text);
        return _prompt.Text;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
