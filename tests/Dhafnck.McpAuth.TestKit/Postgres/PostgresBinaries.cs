using System.Globalization;

namespace Dhafnck.McpAuth.TestKit.Postgres;

/// <summary>Finds the programs of an installed PostgreSQL.</summary>
internal static class PostgresBinaries
{
    // Debian keeps the server's programs out of PATH, one directory per version.
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>The directory that has them: the one in PATH, else the newest of Debian's, else none.</summary>
    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(DebianDirectories())
            .FirstOrDefault(HasServer);

    private static IEnumerable<string> DebianDirectories() =>
        Directory.Exists(DebianRoot)
            ? Directory.EnumerateDirectories(DebianRoot).OrderByDescending(Version).Select(version => Path.Combine(version, "bin"))
            : [];

    private static int Version(string directory) =>
        int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static bool HasServer(string directory) =>
        IsThere(Path.Combine(directory, "initdb")) && IsThere(Path.Combine(directory, "pg_ctl"));

    // A link can outlive what it leads to, as when a package is removed.
    private static bool IsThere(string path) =>
        File.Exists(path) && new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is null or { Exists: true };
}
