using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Conformance.Tests;

/// <summary>The official conformance suite, as npm has it, with the Node.js that it needs.</summary>
internal static partial class ConformanceSuite
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Conformance.Tests", "suite");
    private static readonly string Node = Path.Combine(Folder, "node_modules", "node", "bin", "node");
    private static readonly string Program = Path.Combine(Folder, "node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js");

    public static void SkipWithout() => Assert.SkipUnless(
        File.Exists(Node) && File.Exists(Program),
        "Needs the conformance suite: npm install --no-package-lock --prefix tests/Conformance.Tests/suite");

    /// <summary>Runs all scenarios that a version of the protocol has for servers.</summary>
    public static Task<IReadOnlyList<ConformanceCheck>> RunAsync(Uri server, string version) => CollectAsync(async results =>
    {
        var (_, output) = await Command.RunAsync(
            Node,
            [Program, "server", "--url", server.ToString(), "--suite", "all", "--spec-version", version, "--output-dir", results],
            workingDirectory: results);
        return output;
    });

    /// <summary>Runs all scenarios that a version of the protocol has for authorization servers.</summary>
    /// <param name="issuer">The authorization server.</param>
    /// <param name="resource">The MCP server that the suite asks for a token of.</param>
    /// <param name="clientId">The suite's registration, with the redirect URI <c>http://127.0.0.1/callback</c>.</param>
    /// <param name="version">The version of the protocol.</param>
    /// <param name="approve">Does what the suite asks its user for: opens the URL, and approves.</param>
    public static Task<IReadOnlyList<ConformanceCheck>> RunAuthorizationAsync(string issuer, string resource, string clientId, string version, Func<Uri, Task> approve) => CollectAsync(async results =>
    {
        var port = LoopbackPort.Find().ToString(CultureInfo.InvariantCulture);
        await using var suite = ClientProcess.Start(
            Node,
            [Program, "authorization", "--url", issuer, "--resource", resource, "--client-id", clientId, "--port", port, "--spec-version", version, "--output-dir", results],
            results);
        await approve(await suite.WaitForUrlAsync());
        return await suite.WaitForSuccessAsync();
    });

    private static async Task<IReadOnlyList<ConformanceCheck>> CollectAsync(Func<string, Task<string>> run)
    {
        var results = Directory.CreateTempSubdirectory("conformance-");
        try
        {
            var output = await run(results.FullName);
            var checks = results.EnumerateDirectories().OrderBy(folder => folder.Name, StringComparer.Ordinal).SelectMany(Read).ToList();
            checks.Should().NotBeEmpty("the suite has to run, but said: {0}", output);
            return checks;
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private static IEnumerable<ConformanceCheck> Read(DirectoryInfo folder)
    {
        var scenario = FolderName().Match(folder.Name).Groups["scenario"].Value;
        var file = Path.Combine(folder.FullName, "checks.json");

        // The suite makes a scenario's folder when it begins, and writes the checks when it ends.
        if (!File.Exists(file))
        {
            return [new(scenario, 0, "", "", "UNFINISHED")];
        }

        using var checks = JsonDocument.Parse(File.ReadAllText(file));
        return [.. checks.RootElement.EnumerateArray().Select((check, number) => Read(scenario, number, check))];
    }

    private static ConformanceCheck Read(string scenario, int number, JsonElement check) =>
        new(scenario, number, Text(check, "id"), Text(check, "name"), Text(check, "status"))
        {
            Error = check.TryGetProperty("errorMessage", out var error) ? error.GetString() : null,
        };

    private static string Text(JsonElement check, string property) => check.GetProperty(property).GetString() ?? "";

    [GeneratedRegex(@"^(authorization-)?server-(?<scenario>.+)-\d{4}-\d\d-\d\dT[\d-]+Z$")]
    private static partial Regex FolderName();
}
