using System.Globalization;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Dhafnck.McpAuth.Tests.Telemetry;

/// <summary>An event id names one message of one package, for whoever filters logs or makes an alert of them.</summary>
public sealed partial class LogEventTests
{
    // The first path that a file begins with decides.
    private static readonly (string Path, int First, int Last)[] Ranges =
    [
        ("src/Dhafnck.McpAuth/Hosting", 1000, 1099),
        ("src/Dhafnck.McpAuth/Providers", 1100, 1199),
        ("src/Dhafnck.McpAuth/Bearer", 1200, 1299),
        ("src/Dhafnck.McpAuth/Tokens", 1300, 1399),
        ("src/Dhafnck.McpAuth/Usage", 1400, 1499),
        ("src/Dhafnck.McpAuth/Events", 1500, 1509),
        ("src/Dhafnck.McpAuth/Alerts", 1510, 1599),
        ("src/Dhafnck.McpAuth.EfCore", 2000, 2099),
        ("src/Dhafnck.McpAuth.AuthorizationServer", 2100, 2199),
        ("src/Dhafnck.McpAuth.Redis", 2200, 2299),
        ("src/Dhafnck.McpAuth.Introspection", 2300, 2399),
    ];

    [Fact]
    public void Every_message_has_an_id_of_its_own() =>
        Messages().Select(message => message.Id).Should().OnlyHaveUniqueItems();

    [Fact]
    public void An_id_is_in_the_range_of_its_room()
    {
        foreach (var (path, id, _) in Messages())
        {
            var range = Ranges.Should().ContainSingle(range => path.StartsWith(range.Path + "/", StringComparison.Ordinal), "of {0}", path).Subject;
            id.Should().BeInRange(range.First, range.Last, "of {0}", path);
        }
    }

    [Fact]
    public void The_documentation_lists_every_id_with_its_level()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md"));
        var listed = Row().Matches(page).Select(row => (int.Parse(row.Groups[1].ValueSpan, CultureInfo.InvariantCulture), row.Groups[2].Value));

        listed.Should().BeEquivalentTo(Messages().Select(message => (message.Id, message.Level)));
    }

    // Read off the sources: the other packages are not referenced here.
    private static List<(string Path, int Id, string Level)> Messages()
    {
        var source = Path.Combine(Repository.Root, "src");
        var files = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(file => !Path.GetRelativePath(source, file).Split('/', '\\').Any(part => part is "obj" or "bin"));
        var messages = files.SelectMany(file => Message().Matches(File.ReadAllText(file)).Select(message => (
            Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'),
            int.Parse(message.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            message.Groups[2].Success ? message.Groups[2].Value : "varies"))).ToList();
        messages.Should().HaveCountGreaterThan(30);
        return messages;
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId = )?(\d+)(?:,\s*LogLevel\.(\w+))?")]
    private static partial Regex Message();

    [GeneratedRegex(@"^\| (\d{4}) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
