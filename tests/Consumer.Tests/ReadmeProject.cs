namespace Consumer.Tests;

/// <summary>The README's first program, in a new project.</summary>
public sealed class ReadmeProject(Packages packages) : IAsyncLifetime
{
    private NewProject? _project;

    public NewProject Project => _project!;

    public async ValueTask InitializeAsync()
    {
        _project = await NewProject.CreateAsync("MinimalServer", packages, "README.md");
        await _project.WriteAsync("Program.cs", Page.Block("README.md", "app.Run();"));
        await _project.WriteAsync("TaskTools.cs", Page.Block("README.md", "class TaskTools"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_project is not null)
        {
            await _project.DisposeAsync();
        }
    }
}
