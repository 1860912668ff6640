using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;
using Dhafnck.McpAuth.TestKit.Telemetry;

namespace Dhafnck.McpAuth.Tests.Telemetry;

public sealed partial class InstrumentTests
{
    [Fact]
    public async Task The_documentation_lists_every_metric_with_its_kind_and_unit()
    {
        await using var server = await McpTestServer.StartAsync();
        using var request = await server.ListToolsAsync(null);
        using var metrics = CollectedMetrics.Of(server, instrument => instrument.Meter.Name == "Dhafnck.McpAuth");
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md"));
        var listed = Row().Matches(page).Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Success ? row.Groups[3].Value : null));

        listed.Should().BeEquivalentTo(metrics.Instruments.Select(instrument => (instrument.Name, KindOf(instrument), instrument.Unit)));
        metrics.Instruments.Should().OnlyContain(instrument => instrument.Description!.EndsWith('.'));
        metrics.Instruments.Select(instrument => instrument.Meter.Version).Distinct().Should().ContainSingle().Which.Should().MatchRegex(@"^\d+\.\d+\.\d+$");
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        Histogram<double> => "histogram",
        ObservableUpDownCounter<int> => "up-down counter",
        _ => "gauge",
    };

    [GeneratedRegex(@"^\| `(mcp_auth\.[a-z_.]+)` \| (counter|histogram|gauge|up-down counter) \| (?:`([^`]+)`)?", RegexOptions.Multiline)]
    private static partial Regex Row();
}
