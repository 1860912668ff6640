using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Faults.Observation;

/// <summary>Prometheus with the sample's configuration and alerts, which it scrapes and evaluates every second.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private const string Program = "prometheus";
    private const string Checker = "promtool";
    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private Prometheus(ChildProcess process, Uri address, string check)
    {
        (_process, Checked) = (process, check);
        _http = new() { BaseAddress = address };
    }

    public static bool IsInstalled => Command.Exists(Program) && Command.Exists(Checker);

    /// <summary>What promtool says of configuration and alerts.</summary>
    public string Checked { get; }

    public static async Task<Prometheus> StartAsync(Uri target, DirectoryInfo folder, int port)
    {
        var sample = Path.Combine(Repository.Root, "samples", "Observability");
        var configuration = (await File.ReadAllTextAsync(Path.Combine(sample, "prometheus.yaml")))
            .Replace("host.docker.internal:8000", target.Authority, StringComparison.Ordinal)
            .Replace("_interval: 5s", "_interval: 1s", StringComparison.Ordinal);
        var file = Path.Combine(folder.FullName, "prometheus.yaml");
        await File.WriteAllTextAsync(file, configuration);
        File.Copy(Path.Combine(sample, "alerts.yaml"), Path.Combine(folder.FullName, "alerts.yaml"));
        var (code, check) = await Command.RunAsync(Checker, ["check", "config", file]);
        if (code != 0)
        {
            throw new InvalidOperationException(check);
        }

        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        var process = ChildProcess.Start(new ProcessStartInfo(
            Program,
            [$"--config.file={file}", $"--storage.tsdb.path={Path.Combine(folder.FullName, "data")}", $"--web.listen-address={address}", "--log.level=error"]));
        var prometheus = new Prometheus(process, new($"http://{address}"), check);
        await Eventually.IsSoAsync(prometheus.HasScrapedAsync, every: TimeSpan.FromSeconds(1), patience: TimeSpan.FromMinutes(1));
        return prometheus;
    }

    /// <summary>The alerts that are pending or firing, with the state.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ListAlertsAsync()
    {
        var alerts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var alert in (await GetAsync("/api/v1/alerts"))["data"]!["alerts"]!.AsArray())
        {
            alerts[alert!["labels"]!["alertname"]!.GetValue<string>()] = alert["state"]!.GetValue<string>();
        }

        return alerts;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<bool> HasScrapedAsync()
    {
        try
        {
            return (await GetAsync("/api/v1/query?query=mcp_auth_cache_trusted"))["data"]!["result"]!.AsArray().Count > 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonObject> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(path))!.AsObject();
}
