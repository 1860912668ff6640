using System.IO.Compression;

[assembly: AssemblyFixture(typeof(Consumer.Tests.Packages))]

namespace Consumer.Tests;

/// <summary>The packages of this repository, packed into a folder outside it, with a version that nobody else has.</summary>
public sealed class Packages : IAsyncLifetime
{
    private static readonly string[] Names = ["Dhafnck.McpAuth", "Dhafnck.McpAuth.EfCore", "Dhafnck.McpAuth.Testing"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpauth-packages-");

    public string Version { get; } = $"0.1.0-consumer.{Guid.NewGuid():N}";

    public string Folder => _folder.FullName;

    public async ValueTask InitializeAsync()
    {
        // The build is one of its own, so that no other one is in its way.
        foreach (var name in Names)
        {
            await Dotnet.RunAsync(
                Repository.Root,
                ["pack", Path.Combine("src", name), "-o", Folder, "--artifacts-path", Path.Combine(Repository.Root, "artifacts", "consumer"), $"-p:Version={Version}", "-p:RunAnalyzers=false"]);
        }
    }

    /// <summary>Opens a package.</summary>
    public ZipArchive Open(string name) => ZipFile.OpenRead(Path.Combine(Folder, $"{name}.{Version}.nupkg"));

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        foreach (var unpacked in Names.Select(name => new DirectoryInfo(Path.Combine(Cache(), name.ToLowerInvariant(), Version))).Where(folder => folder.Exists))
        {
            unpacked.Delete(recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private static string Cache() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages
            ? packages
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
