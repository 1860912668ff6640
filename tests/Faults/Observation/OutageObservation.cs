using System.Globalization;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Faults.Load;
using Faults.Servers;
using Npgsql;

namespace Faults.Observation;

/// <summary>Runs samples/Observability on PostgreSQL with a real Prometheus, breaks the database, and says which alert fires when.</summary>
internal sealed class OutageObservation(TextWriter output)
{
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(200);

    private readonly Clock _clock = new();
    private readonly List<int?> _answers = [];

    /// <summary>Runs both outages.</summary>
    /// <returns>The exit code: 0 if alerts fired in each outage and were resolved after it.</returns>
    public async Task<int> RunAsync()
    {
        if (!Prometheus.IsInstalled)
        {
            output.WriteLine("Prometheus is not installed. Get it with: apt-get install prometheus");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("observe-");
        await using var postgres = new PostgresServer();
        var connection = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        var proxy = DatabaseProxy.Start(connection.Port);
        (connection.Port, connection.Timeout, connection.CommandTimeout, connection.MaxPoolSize) = (proxy.Port, 5, 10, 10);
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["JWT_SECRET_KEY"] = "a key for tests, of more than thirty-two bytes",
            ["ConnectionStrings__Observability"] = connection.ConnectionString,
        };
        await using var sample = new Instance(0, "Observability", folder, settings) { Proxy = proxy };
        await sample.StartAsync();
        await using var prometheus = await Prometheus.StartAsync(sample.Address, folder, LoopbackPort.Find());
        output.WriteLine(prometheus.Checked);

        using var stopping = new CancellationTokenSource();
        var load = CallAsync(sample, await sample.PrintedToken, stopping.Token);
        await Clock.PauseAsync(Steady);
        var stopped = await ObserveAsync(prometheus, "PostgreSQL is stopped", postgres.StopAsync, postgres.StartAsync);
        var hung = await ObserveAsync(prometheus, "PostgreSQL hangs", () => Do(proxy.Hang), () => Do(proxy.Continue));
        await stopping.CancelAsync();
        await load;
        return stopped && hung ? 0 : 1;
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private async Task<bool> ObserveAsync(Prometheus prometheus, string outage, Func<Task> breakIt, Func<Task> mendIt)
    {
        _answers.Clear();
        await breakIt();
        var broken = _clock.Now;
        output.WriteLine();
        output.WriteLine($"{outage} at 0 s");
        var watch = new AlertWatch(prometheus, output);
        await watch.RunAsync(() => _clock.Now - broken, until: _ => _clock.Now - broken >= Outage, Patience);
        await mendIt();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(_clock.Now - broken).TotalSeconds,6:F1} s  restored; answers in the outage: {Answers()}"));
        await watch.RunAsync(() => _clock.Now - broken, until: active => active == 0, Patience);
        return watch.HasFired && watch.IsQuiet;
    }

    private string Answers() =>
        string.Join(", ", _answers.ToArray().GroupBy(answer => answer).OrderBy(group => group.Key).Select(group => $"{group.Count()} × {(group.Key is { } status ? $"{status}" : "none")}"));

    private async Task CallAsync(Instance sample, string token, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            _answers.Add(await McpCall.SendAsync(sample, token, "what_time_is_it"));
            await Clock.PauseAsync(BetweenCalls);
        }
    }
}
