namespace Consumer.Tests;

/// <summary>A project of a user: <c>dotnet new web</c> in a folder outside the repository, with the packages.</summary>
public sealed class NewProject : IAsyncDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("mcpauth-consumer-");

    private NewProject(string name) => Folder = Path.Combine(_parent.FullName, name);

    public string Folder { get; }

    private string Name => Path.GetFileName(Folder);

    /// <summary>Creates the project, and adds the packages that a page tells to add.</summary>
    public static async Task<NewProject> CreateAsync(string name, Packages packages, string page)
    {
        var project = new NewProject(name);
        await Dotnet.RunAsync(project._parent.FullName, ["new", "web", "-n", name, "--no-restore"]);

        // This adds a source to those of the machine.
        await project.WriteAsync("nuget.config", $"""<configuration><packageSources><add key="packed" value="{packages.Folder}" /></packageSources></configuration>""");
        foreach (var package in Page.Packages(page))
        {
            // A source of the machine can have another version of the packages.
            string[] version = package[0].StartsWith("Dhafnck.", StringComparison.Ordinal) ? ["--version", packages.Version] : [];
            await Dotnet.RunAsync(project.Folder, ["add", "package", .. package, .. version]);
        }

        return project;
    }

    public Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(Folder, file), text, TestContext.Current.CancellationToken);

    /// <summary>Builds the project, and gives the path of its program.</summary>
    public async Task<string> BuildAsync()
    {
        await Dotnet.RunAsync(Folder, ["build", "--no-restore"]);
        return Path.Combine(Folder, "bin", "Debug", "net10.0", Name);
    }

    /// <summary>Publishes the project for this machine, and gives the path of its program and what the publish printed.</summary>
    public async Task<(string Program, string Output)> PublishAsync(string to, params string[] properties)
    {
        var folder = Path.Combine(_parent.FullName, to);
        var output = await Dotnet.RunAsync(Folder, ["publish", "-o", folder, "--use-current-runtime", "--self-contained", .. properties]);
        return (Path.Combine(folder, Name), output);
    }

    public ValueTask DisposeAsync()
    {
        _parent.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
