using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Consumer.Tests;

/// <summary>What a gallery shows of a package, and what the package tells of whoever built it.</summary>
public sealed partial class PackageTests(Packages packages)
{
    [Theory]
    [InlineData("Dhafnck.McpAuth")]
    [InlineData("Dhafnck.McpAuth.EfCore")]
    [InlineData("Dhafnck.McpAuth.Testing")]
    public void A_package_has_an_icon_a_readme_and_the_notes_of_its_version(string name)
    {
        using var package = packages.Open(name);

        var metadata = XDocument.Parse(Read(package, name + ".nuspec")).Descendants().Single(element => element.Name.LocalName == "metadata");
        string? Value(string element) => metadata.Elements().SingleOrDefault(it => it.Name.LocalName == element)?.Value;
        Value("readme").Should().Be("README.md");
        Value("icon").Should().Be("icon.png");
        Value("license").Should().Be("MIT");
        Value("releaseNotes").Should().StartWith("The first version.").And.Contain("Revocation that reaches").And.NotContain("## ");
        package.GetEntry("icon.png").Should().NotBeNull();
        Read(package, "README.md").Should().Be(Page.Text($"src/{name}/README.md"));
    }

    [Fact]
    public void The_package_of_the_stores_brings_no_database_along()
    {
        using var package = packages.Open("Dhafnck.McpAuth.EfCore");

        Read(package, "Dhafnck.McpAuth.EfCore.nuspec").Should().Contain("Microsoft.EntityFrameworkCore.Relational").And.NotContain("Npgsql").And.NotContain("Sqlite");
    }

    [Fact]
    public void Each_package_has_a_readme_of_its_own_without_a_link_that_a_gallery_cannot_follow()
    {
        var names = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.GetFileName(folder)).ToList();

        names.Should().Contain("Dhafnck.McpAuth.Redis");
        foreach (var name in names)
        {
            var readme = Page.Text($"src/{name}/README.md");

            readme.Should().StartWith($"# {name}\n").And.Contain($"dotnet add package {name}\n");
            Link().Matches(readme).Select(match => match.Groups[1].Value).Should().NotContain(link => !link.StartsWith("https://"));
        }
    }

    [Fact]
    public void The_readme_of_the_main_package_begins_as_that_of_the_repository()
    {
        var (packaged, repository) = (Page.Text("src/Dhafnck.McpAuth/README.md"), Page.Text("README.md"));

        foreach (var block in Block().Matches(packaged[..packaged.IndexOf("## Tokens", StringComparison.Ordinal)]).Select(match => match.Value))
        {
            repository.Should().Contain(block);
        }
    }

    [Fact]
    public void The_page_about_tests_names_the_versions_of_this_repository()
    {
        string Version(string file, string pattern) => Regex.Match(Page.Text(file), pattern).Groups[1].Value;

        var page = Page.Text("docs/testing.md");

        page.Should().Contain($"Include=\"Dhafnck.McpAuth.Testing\" Version=\"{Version("Directory.Build.props", "<Version>(.+)</Version>")}\"")
            .And.Contain($"Include=\"xunit.v3\" Version=\"{Version("Directory.Packages.props", "Include=\"xunit.v3\" Version=\"(.+)\"")}\"");
    }

    [Theory]
    [InlineData("Dhafnck.McpAuth")]
    [InlineData("Dhafnck.McpAuth.EfCore")]
    [InlineData("Dhafnck.McpAuth.Testing")]
    public void An_assembly_does_not_tell_where_it_was_built(string name)
    {
        using var package = packages.Open(name);
        using var assembly = package.GetEntry($"lib/net10.0/{name}.dll")!.Open();
        using var bytes = new MemoryStream();
        assembly.CopyTo(bytes);

        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            foreach (var path in new[] { Repository.Root, packages.Folder, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/" })
            {
                bytes.ToArray().AsSpan().IndexOf(encoding.GetBytes(path)).Should().Be(-1, "of {0}", path);
            }
        }
    }

    private static string Read(ZipArchive package, string entry)
    {
        using var reader = new StreamReader(package.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
