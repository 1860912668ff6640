using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Page.Tests.Connect;

/// <summary>The clients that npm has, with the Node.js that they need.</summary>
internal static class NodeClients
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Page.Tests", "clients");
    private static readonly string Packages = Path.Combine(Folder, "node_modules");

    /// <summary>The program that runs them.</summary>
    public static string Node { get; } = Path.Combine(Packages, "node", "bin", "node");

    /// <summary>The file of a package; a test that needs it is skipped where it is not installed.</summary>
    public static string Find(params string[] path)
    {
        var file = Path.Combine([Packages, .. path]);
        Assert.SkipUnless(File.Exists(file) && File.Exists(Node), "Needs clients from npm: npm install --no-package-lock --prefix tests/Page.Tests/clients");
        return file;
    }

    /// <summary>Starts a client. What it takes for its user's browser does nothing: the test has a browser of its own.</summary>
    public static ClientProcess Start(string[] arguments, params (string Name, string Value)[] variables) =>
        ClientProcess.Start(Node, arguments, Folder, [.. variables, ("BROWSER", "true")]);
}
