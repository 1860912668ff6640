using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Dhafnck.McpAuth.Tests.Conventions;

/// <summary>What the documentation of a public member says. The compiler only checks that there is one.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void A_method_that_checks_an_argument_documents_the_exception()
    {
        var checking = PublicMethods()
            .Where(method => ArgumentCheck().IsMatch(method.Groups["body"].Value))
            .ToList();

        checking.Count.Should().BeGreaterThan(50);
        checking.Where(method => !ArgumentException().IsMatch(method.Groups["documentation"].Value))
            .Select(method => method.Groups["signature"].Value).Should().BeEmpty();
    }

    [Fact]
    public void Each_argument_that_must_not_be_null_is_named()
    {
        var checks = PublicMethods()
            .SelectMany(method => NullCheck().Matches(method.Groups["body"].Value).Select(check => (Method: method, Argument: check.Groups[1].Value)))
            .ToList();

        checks.Count.Should().BeGreaterThan(50);
        checks.Where(check => !Exceptions(check.Method).Contains($"<paramref name=\"{check.Argument}\"/>") && !check.Method.Value.Contains("<inheritdoc"))
            .Select(check => $"{check.Argument} of {check.Method.Groups["signature"].Value}").Should().BeEmpty();
    }

    private static IEnumerable<Match> PublicMethods() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/"))
            .Select(File.ReadAllText)
            .Where(source => PublicType().IsMatch(source))
            .SelectMany(source => Method().Matches(source));

    private static string Exceptions(Match method) =>
        string.Concat(ArgumentExceptions().Matches(method.Groups["documentation"].Value).Select(exception => exception.Value));

    [GeneratedRegex(@"ArgumentNullException\.ThrowIfNull\((\w+)\)")]
    private static partial Regex NullCheck();

    [GeneratedRegex(@"<exception cref=""Argument.*?</exception>", RegexOptions.Singleline)]
    private static partial Regex ArgumentExceptions();

    [GeneratedRegex(@"^public ", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"(?<documentation>(?:^    ///[^\n]*\n)+)(?:^    \[[^\n]*\n)*^    (?<signature>public [^{};]*?\)[^{};]*?)\n    \{(?<body>.*?)^    \}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Method();

    [GeneratedRegex(@"Argument\w*Exception\.Throw|throw new Argument")]
    private static partial Regex ArgumentCheck();

    [GeneratedRegex(@"<exception cref=""Argument|<inheritdoc")]
    private static partial Regex ArgumentException();
}
