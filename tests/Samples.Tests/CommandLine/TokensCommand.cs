using System.Diagnostics;
using System.Text.Json;

namespace Samples.Tests.CommandLine;

/// <summary>The command line of the token server, run to its end as an operator runs it.</summary>
internal sealed record TokensCommand(int ExitCode, string Output, string Errors)
{
    /// <summary>The result as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<TokensCommand> RunAsync((string Name, string Value)[] settings, params string[] arguments)
    {
        var project = Path.Combine(Repository.Root, "samples", "TokenServer");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(project, "bin", configuration, "net10.0", "TokenServer.dll"), .. arguments])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MCP_") || name.StartsWith("JWT_") || name.StartsWith("ASPNETCORE_")).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        await using var child = ChildProcess.Start(start);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var output = child.Process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = child.Process.StandardError.ReadToEndAsync(deadline.Token);
        await child.Process.WaitForExitAsync(deadline.Token);
        return new(child.Process.ExitCode, await output, await errors);
    }
}
