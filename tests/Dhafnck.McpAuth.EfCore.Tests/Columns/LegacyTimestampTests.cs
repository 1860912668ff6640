using System.Diagnostics;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Dhafnck.McpAuth.EfCore.Tests.Columns;

/// <summary>
/// An application with <c>Npgsql.EnableLegacyTimestampBehavior</c>, far from UTC. Npgsql reads the switch once in a
/// process, so tests of this assembly run again in another one.
/// </summary>
public sealed class LegacyTimestampTests(PostgresServer postgres)
{
    /// <summary>The variable that tells the other process that it is the one with the switch.</summary>
    internal const string Variable = "LEGACY_TIMESTAMPS";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_store_works_alike_with_the_legacy_timestamps_of_Npgsql()
    {
        // Skips where there is no server.
        await postgres.NameDatabaseAsync();
        var program = typeof(LegacyTimestampTests).Assembly.Location;
        var directory = Directory.CreateTempSubdirectory("mcpauth-legacy-");
        try
        {
            var (exitCode, output) = await RunAsync(
                WriteRuntimeConfiguration(program, directory),
                program,
                "-class", "*.PostgresTokenStoreTests", "-class", "*.LegacySwitchTests",

                // What many do at once has nothing to do with the times.
                "-method-", "*arallel*", "-method-", "*housand*", "-method-", "*again_and_again*");

            exitCode.Should().Be(0, output);
            output.Should().MatchRegex("Total: [1-9][0-9]+, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string WriteRuntimeConfiguration(string program, DirectoryInfo directory)
    {
        var configuration = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(program, ".runtimeconfig.json")))!;
        configuration["runtimeOptions"]!["configProperties"]!["Npgsql.EnableLegacyTimestampBehavior"] = true;
        var path = Path.Combine(directory.FullName, "legacy.runtimeconfig.json");
        File.WriteAllText(path, configuration.ToJsonString());
        return path;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string runtimeConfiguration, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", runtimeConfiguration, "--depsfile", Path.ChangeExtension(program, ".deps.json"), program, "-noLogo", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = "1";
        start.Environment["TZ"] = "America/New_York";
        await using var child = ChildProcess.Start(start);
        using var deadline = new CancellationTokenSource(Deadline);
        var (output, errors) = (child.Process.StandardOutput.ReadToEndAsync(deadline.Token), child.Process.StandardError.ReadToEndAsync(deadline.Token));
        await child.Process.WaitForExitAsync(deadline.Token);
        return (child.Process.ExitCode, await output + await errors);
    }
}
