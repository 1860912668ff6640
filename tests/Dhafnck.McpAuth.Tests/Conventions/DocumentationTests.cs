using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Dhafnck.McpAuth.Tests.Conventions;

/// <summary>What the documentation of a public member says. The compiler only checks that there is one.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void A_method_that_checks_an_argument_documents_the_exception()
    {
        var checking = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/") && PublicType().IsMatch(File.ReadAllText(file)))
            .SelectMany(file => Method().Matches(File.ReadAllText(file)))
            .Where(method => ArgumentCheck().IsMatch(method.Groups["body"].Value))
            .ToList();

        checking.Count.Should().BeGreaterThan(50);
        checking.Where(method => !ArgumentException().IsMatch(method.Groups["documentation"].Value))
            .Select(method => method.Groups["signature"].Value).Should().BeEmpty();
    }

    [GeneratedRegex(@"^public ", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"(?<documentation>(?:^    ///[^\n]*\n)+)(?:^    \[[^\n]*\n)*^    (?<signature>public [^{};]*?\)[^{};]*?)\n    \{(?<body>.*?)^    \}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Method();

    [GeneratedRegex(@"Argument\w*Exception\.Throw|throw new Argument")]
    private static partial Regex ArgumentCheck();

    [GeneratedRegex(@"<exception cref=""Argument|<inheritdoc")]
    private static partial Regex ArgumentException();
}
