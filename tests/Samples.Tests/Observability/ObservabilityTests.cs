using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Samples.Tests.Observability;

/// <summary>The sample is scraped as Prometheus would, and its dashboard and alerts name metrics that there are.</summary>
public sealed partial class ObservabilityTests
{
    [Fact]
    public async Task A_scrape_has_the_metrics_of_requests_and_no_token()
    {
        await using var sample = await SampleProcess.StartAsync("Observability", "Development", ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"));
        var token = (await Eventually.GetAsync(() => Task.FromResult(PrintedToken().Match(sample.Output)), match => match.Success)).Groups[1].Value;
        (await CallAsync(sample, token)).Should().Be(HttpStatusCode.OK);
        (await CallAsync(sample, "not.a.token")).Should().Be(HttpStatusCode.Unauthorized);

        // The exporter answers with what it collected up to a moment ago.
        var scrape = await Eventually.GetAsync(() => sample.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken), text => text.Contains("succeeded", StringComparison.Ordinal) && text.Contains("not_genuine", StringComparison.Ordinal));

        scrape.Should().MatchRegex("mcp_auth_requests_total\\{.*mcp_auth_outcome=\"succeeded\".*\\} 1\\b");
        scrape.Should().MatchRegex("mcp_auth_requests_total\\{.*mcp_auth_reason=\"not_genuine\".*\\} 1\\b");
        scrape.Should().MatchRegex("mcp_auth_cache_trusted(\\{.*\\})? 1\\b");
        scrape.Should().MatchRegex("aspnetcore_authentication_authenticate_duration_seconds_count\\{.*aspnetcore_authentication_scheme=\"McpBearer\".*\\} 1\\b");
        scrape.Should().Contain("mcp_auth_authentication_duration_seconds_bucket").And.Contain("mcp_auth_usage_backlog").And.NotContain(token);
    }

    [Theory]
    [InlineData("/healthz/ready")]
    [InlineData("/healthz/live")]
    public async Task The_probes_are_answered(string path)
    {
        await using var sample = await SampleProcess.StartAsync("Observability", "Development", ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"));

        (await sample.Http.GetStringAsync(path, TestContext.Current.CancellationToken)).Should().Be("Healthy");
    }

    [Theory]
    [InlineData("grafana/dashboard.json")]
    [InlineData("alerts.yaml")]
    public void What_it_shows_and_watches_is_a_metric_of_the_page(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "samples", "Observability", file));
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md"));
        var metrics = DocumentedMetric().Matches(page);
        var attributes = DocumentedName().Matches(page).Select(name => name.Groups[1].Value).Except(metrics.Select(metric => metric.Groups[1].Value)).Select(name => name.Replace('.', '_'));
        var known = metrics.SelectMany(metric => NamesOf(metric.Groups[1].Value.Replace('.', '_'), metric.Groups[2].Value, metric.Groups[3].Value)).Concat(attributes).ToHashSet();

        var named = Name().Matches(text).Select(match => match.Value).Distinct().ToList();

        named.Should().HaveCountGreaterThan(4).And.BeSubsetOf(known);
    }

    // As the Prometheus exporter of OpenTelemetry names them.
    private static string[] NamesOf(string name, string instrument, string unit)
    {
        var named = unit == "`s`" ? name + "_seconds" : name;
        return instrument switch
        {
            "counter" => [named + "_total"],
            "histogram" => [named + "_bucket", named + "_count"],
            _ => [named],
        };
    }

    private static async Task<HttpStatusCode> CallAsync(SampleProcess sample, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"what_time_is_it","arguments":{}},"id":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        using var response = await sample.Http.SendAsync(request);
        return response.StatusCode;
    }

    [GeneratedRegex(@"^token: (eyJ\S+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedToken();

    [GeneratedRegex(@"^\| `(mcp_auth\.[a-z_.]+)` \| (counter|histogram|gauge|up-down counter) \| (`[^`]+`)?", RegexOptions.Multiline)]
    private static partial Regex DocumentedMetric();

    [GeneratedRegex(@"`(mcp_auth\.[a-z_.]+)`")]
    private static partial Regex DocumentedName();

    [GeneratedRegex(@"\bmcp_auth_[a-z_]+")]
    private static partial Regex Name();
}
