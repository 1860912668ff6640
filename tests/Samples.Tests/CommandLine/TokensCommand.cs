using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Samples.Tests.CommandLine;

/// <summary>The command line of the token server, run to its end as an operator runs it.</summary>
internal sealed record TokensCommand(int ExitCode, string Output, string Errors)
{
    /// <summary>The result as JSON.</summary>
    public JsonElement Json => Output.Length > 0
        ? JsonDocument.Parse(Output).RootElement
        : throw new InvalidOperationException($"The command ended with {ExitCode} and without output: {Errors}");

    /// <summary>The output of a command that succeeded, without the line end.</summary>
    public string Succeeded => ExitCode == 0
        ? Output.TrimEnd('\n')
        : throw new InvalidOperationException($"The command ended with {ExitCode}: {Errors}");

    public static async Task<TokensCommand> RunAsync((string Name, string Value)[] settings, params string[] arguments)
    {
        await using var child = ChildProcess.Start(SampleStart.Of("TokenServer", arguments).WithSettings(settings));
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        var output = child.Process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = child.Process.StandardError.ReadToEndAsync(deadline.Token);
        await child.Process.WaitForExitAsync(deadline.Token);
        return new(child.Process.ExitCode, await output, await errors);
    }
}
