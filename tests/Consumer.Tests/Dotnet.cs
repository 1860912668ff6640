namespace Consumer.Tests;

/// <summary>The command line of the .NET SDK, as a user types it.</summary>
public static class Dotnet
{
    /// <summary>Runs a command that has to succeed, and gives its output.</summary>
    public static async Task<string> RunAsync(string folder, string[] arguments)
    {
        // A build server that outlives the command would keep its output open, and the test waiting.
        var (exitCode, output) = await Command.RunAsync(
            "dotnet",
            arguments,
            workingDirectory: folder,
            variables: [("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1")]);
        exitCode.Should().Be(0, "of dotnet {0}, which printed:\n{1}", string.Join(' ', arguments), output);
        return output;
    }
}
