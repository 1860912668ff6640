using System.Diagnostics;

namespace Dhafnck.McpAuth.TestKit.Samples;

/// <summary>A program of the machine's, run to its end.</summary>
public static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Whether the program is there to be run.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program with arguments, something on its standard input, and variables in its environment.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        string[] arguments,
        string input = "",
        string? workingDirectory = null,
        params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        await using var child = ChildProcess.Start(start);
        var process = child.Process;
        using var deadline = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + (process.ExitCode == 0 ? "" : await error));
    }
}
