using System.Globalization;
using System.Text;
using Load;

namespace Outage;

/// <summary>Has the server serve and refuse by turns.</summary>
internal sealed class Contest : IDisposable
{
    // Longer than the staleness bound, within which cached records are used without the database.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);

    private readonly ServerProcess _server;
    private readonly Options _options;
    private readonly ClosedLoop _served;
    private readonly ClosedLoop _refused;

    private Contest(ServerProcess server, Options options, byte[][] requests)
    {
        (_server, _options) = (server, options);
        _served = new(server.Address, options.Clients, requests, "HTTP/1.1 200 ");
        _refused = new(server.Address, options.Clients, requests, "HTTP/1.1 503 ");
    }

    public static async Task<Contest> PrepareAsync(ServerProcess server, Options options)
    {
        var tokens = await server.CreateTokensAsync(options.Tokens);
        return new(server, options, [.. tokens.Select(token => Encoding.ASCII.GetBytes(Server.Request(token)))]);
    }

    public async Task WarmUpAsync()
    {
        await ServeAsync(_options.Warmup);
        await RefuseAsync(_options.Warmup);
    }

    /// <summary>Runs the rounds, and returns for each how many requests were refused for one that was served.</summary>
    public async Task<IReadOnlyList<double>> RunAsync(TextWriter output)
    {
        var ratios = new List<double>();
        output.WriteLine($"{"round",5} {"served/s",10} {"refused/s",10} {"ratio",7} {"p99 served, µs",15} {"p99 refused, µs",16}");
        for (var round = 1; round <= _options.Rounds; round++)
        {
            var served = await ServeAsync(_options.Seconds);
            var refused = await RefuseAsync(_options.Seconds);
            ratios.Add(refused.RequestsPerSecond / served.RequestsPerSecond);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{round,5} {served.RequestsPerSecond,10:F0} {refused.RequestsPerSecond,10:F0} {ratios[^1],7:F2} {served.Latencies.Percentile(0.99),15} {refused.Latencies.Percentile(0.99),16}"));
        }

        return ratios;
    }

    public void Dispose()
    {
        _served.Dispose();
        _refused.Dispose();
    }

    private async Task<LoadResult> ServeAsync(int seconds)
    {
        await _server.AskAsync("/control/restore");
        await Task.Delay(Settling, TimeProvider.System);
        return _served.Run(TimeSpan.FromSeconds(seconds));
    }

    private async Task<LoadResult> RefuseAsync(int seconds)
    {
        await _server.AskAsync(_options.Hangs ? "/control/hang" : "/control/refuse");
        await Task.Delay(Settling, TimeProvider.System);
        return _refused.Run(TimeSpan.FromSeconds(seconds));
    }
}
