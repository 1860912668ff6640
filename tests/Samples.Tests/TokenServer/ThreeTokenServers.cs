using System.Collections.Concurrent;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Samples.Tests.TokenServer;

/// <summary>
/// Three processes on one PostgreSQL for the tests of a class, started when the first of them asks. Clients connect to them by the URL
/// of the first. Where PostgreSQL is not installed, those tests are skipped.
/// </summary>
public sealed class ThreeTokenServers : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("tokenserver-");
    private readonly ConcurrentBag<TokenServerProcess> _running = [];
    private readonly Lazy<Task<TokenServerProcess[]>> _three;
    private readonly string _url = $"http://127.0.0.1:{LoopbackPort.Find()}";

    public ThreeTokenServers() => _three = new(StartThreeAsync);

    /// <summary>The server of their database, which nobody else uses, so that a test can stop it.</summary>
    public PostgresServer Postgres { get; } = new();

    /// <summary>How to connect to their database, once they are started.</summary>
    public string Database { get; private set; } = "";

    public async Task<TokenServerProcess[]> StartAsync() => [.. await _three.Value];

    /// <summary>Starts one more on the same database, which runs until a test kills it or the last one is done.</summary>
    public async Task<TokenServerProcess> StartAnotherAsync(params (string Name, string Value)[] settings)
    {
        var server = await TokenServerProcess.StartAsync(
            "Production",
            _data,
            ownsData: false,
            [
                ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"),
                ("ConnectionStrings__TokenServer", Database),
                ("ConnectByUrl", "true"),
                ("MCP_PUBLIC_URL", _url),
                (SampleStart.StalenessBound, "00:00:05"),
                .. settings,
            ]);
        _running.Add(server);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _running)
        {
            await server.DisposeAsync();
        }

        await Postgres.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async Task<TokenServerProcess[]> StartThreeAsync()
    {
        Database = await Postgres.CreateDatabaseAsync();
        return await Task.WhenAll(StartAnotherAsync(("Urls", _url)), StartAnotherAsync(), StartAnotherAsync());
    }
}
