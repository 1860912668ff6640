using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.Docs;

/// <summary>A block of code in one of the repository's pages.</summary>
public sealed partial record CodeBlock(string Page, string Language, string Text)
{
    public static IReadOnlyList<CodeBlock> All() =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
            .Concat(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(package => Path.Combine(package, "README.md")))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.md", SearchOption.AllDirectories))
            .SelectMany(page => Fence().Matches(File.ReadAllText(page)).Select(match =>
                new CodeBlock(Path.GetRelativePath(Repository.Root, page).Replace('\\', '/'), match.Groups[1].Value, match.Groups[2].Value))),
    ];

    /// <summary>The one block of a page that has a text in it.</summary>
    public static string Of(string page, string language, string containing) =>
        All().Single(block => block.Page == page && block.Language == language && block.Text.Contains(containing, StringComparison.Ordinal)).Text;

    [GeneratedRegex(@"^```(\w+)\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
