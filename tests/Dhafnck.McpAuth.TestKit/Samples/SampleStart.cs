using System.Diagnostics;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.TestKit.Samples;

/// <summary>How a sample is started: as it was built with the tests, and without the settings of the tests' own environment.</summary>
public static class SampleStart
{
    /// <summary>The variable for how long a request waits for the store. Samples are started with a minute, the maximum.</summary>
    public const string StalenessBound = "McpAuth__Cache__StalenessBound";

    /// <summary>Describes the start of a sample.</summary>
    public static ProcessStartInfo Of(string sample, params IEnumerable<string> arguments)
    {
        var project = Path.Combine(Repository.Root, "samples", sample);

        // bin/<configuration>/<framework>: the samples are built as the tests are.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return new("dotnet", [Path.Combine(project, "bin", configuration, "net10.0", sample + ".dll"), .. arguments]) { WorkingDirectory = project };
    }

    /// <summary>Redirects the output, and replaces the settings of the tests' own environment.</summary>
    public static ProcessStartInfo WithSettings(this ProcessStartInfo start, IEnumerable<(string Name, string Value)> settings)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MCP_") || name.StartsWith("JWT_") || name.StartsWith("ASPNETCORE_")).ToList())
        {
            start.Environment.Remove(name);
        }

        // The first request of a process compiles much, and on a busy machine that can take longer than a request waits for the store.
        start.Environment[StalenessBound] = "00:01:00";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
