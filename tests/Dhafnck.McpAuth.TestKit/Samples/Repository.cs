using System.Runtime.CompilerServices;

namespace Dhafnck.McpAuth.TestKit.Samples;

/// <summary>Where the sources are that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
