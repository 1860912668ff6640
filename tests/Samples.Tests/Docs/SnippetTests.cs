using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.Docs;

public sealed class SnippetTests
{
    [Fact]
    public void Every_CSharp_snippet_of_the_pages_stands_in_a_sample_that_is_compiled()
    {
        // A page about tests has its snippets in tests.
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Dhafnck.McpAuth.Testing.Tests", "Examples"), "*.cs"))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Select(file => Lines(File.ReadAllText(file)))
            .ToList();

        // The programs of this page are compiled and run by Consumer.Tests.
        var snippets = CodeBlock.All().Where(block => block.Language == "csharp" && block.Page != "docs/your-own-app.md").ToList();

        snippets.Should().NotBeEmpty();
        foreach (var snippet in snippets)
        {
            sources.Any(source => source.Contains(Lines(snippet.Text), StringComparison.Ordinal)).Should()
                .BeTrue("the snippet of {0} should compile as part of a sample:\n{1}", snippet.Page, snippet.Text);
        }
    }

    [Fact]
    public void No_link_between_the_pages_is_broken()
    {
        foreach (var page in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md")))
        {
            var links = System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(page), @"\]\((?!https?:|#)([^)#]+)")
                .Select(match => Path.Combine(Path.GetDirectoryName(page)!, match.Groups[1].Value));

            links.Where(link => !File.Exists(link) && !Directory.Exists(link)).Should().BeEmpty("of {0}", page);
        }
    }

    // Indentation and empty lines may differ; everything else has to be the same, line after line.
    private static string Lines(string text) =>
        "\n" + string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";
}
