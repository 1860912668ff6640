using System.Globalization;
using Load;

namespace RequestCost;

/// <summary>Lets the variants take turns, and writes down what each does.</summary>
internal sealed class Contest(Options options)
{
    private static readonly Dictionary<string, string> NoCollectorThread = new() { ["DOTNET_gcConcurrent"] = "0" };

    private readonly Shape _shape = options.Shape;

    /// <summary>By variant and endpoint, what warm servers did, in the order of the rounds.</summary>
    public Dictionary<(string Variant, Endpoint Endpoint), List<Turn>> Turns { get; } = [];

    /// <summary>By variant and endpoint, what servers did that had just started; empty where that is not measured.</summary>
    public Dictionary<(string Variant, Endpoint Endpoint), List<Turn>> ColdTurns { get; } = [];

    /// <summary>By variant and endpoint, what warm servers did in long turns; empty where there are none.</summary>
    public Dictionary<(string Variant, Endpoint Endpoint), List<Turn>> LongTurns { get; } = [];

    public async Task RunAsync()
    {
        for (var start = 1; start <= options.Starts; start++)
        {
            var servers = new Dictionary<string, ServerProcess>();
            var clients = new Dictionary<(string Variant, Endpoint Endpoint), ClosedLoop>();
            try
            {
                foreach (var variant in options.Variants)
                {
                    servers[variant] = await StartAsync(variant);
                    await ConnectAsync(variant, servers, clients);
                }

                await RunAsync(start, servers, clients);
            }
            finally
            {
                foreach (var client in clients.Values)
                {
                    client.Dispose();
                }

                foreach (var server in servers.Values)
                {
                    await server.DisposeAsync();
                }
            }
        }
    }

    private Task<ServerProcess> StartAsync(string variant) => _shape.HasRuntimeDefaults
        ? ServerProcess.StartAsync("--server", variant)
        : ServerProcess.StartAsync(NoCollectorThread, "--server", variant, "--same-threads");

    private async Task RunAsync(int start, Dictionary<string, ServerProcess> servers, Dictionary<(string Variant, Endpoint Endpoint), ClosedLoop> clients)
    {
        Progress($"start {start} of {options.Starts}: warming up");
        await new WarmUp(TimeSpan.FromSeconds(options.Warmup)).RunAsync([.. servers.Select(server => (server.Value, LoadsOf(server.Key)))]);

        for (var round = 1; round <= options.Rounds; round++)
        {
            Progress($"start {start} of {options.Starts}: round {round} of {options.Rounds}");
            await RunRoundAsync(servers, clients);
        }

        IReadOnlyList<ClosedLoop> LoadsOf(string variant) => [.. options.Endpoints.Select(endpoint => clients[(variant, endpoint)])];
    }

    private async Task RunRoundAsync(Dictionary<string, ServerProcess> servers, Dictionary<(string Variant, Endpoint Endpoint), ClosedLoop> clients)
    {
        foreach (var endpoint in options.Endpoints)
        {
            foreach (var server in servers.Values.Where(_ => _shape.CollectsFirst))
            {
                await server.AskAsync(ServerControl.Memory);
            }

            var turns = options.Variants.ToDictionary(variant => variant, _ => new List<Turn>());
            for (var turn = 0; turn < TimeSpan.FromSeconds(options.Seconds) / _shape.Turn; turn++)
            {
                var order = options.Variants.ToArray();
                Random.Shared.Shuffle(order);
                foreach (var variant in order)
                {
                    clients[(variant, endpoint)].Run(_shape.LeadIn);
                    turns[variant].Add(await MeasureAsync(variant, servers, clients[(variant, endpoint)], _shape.Turn));
                }
            }

            foreach (var variant in options.Variants)
            {
                Add(Turns, variant, endpoint, Turn.Of(turns[variant]));
            }

            foreach (var variant in options.Variants.Where(_ => _shape.LongTurn > TimeSpan.Zero))
            {
                clients[(variant, endpoint)].Run(_shape.LeadIn);
                Add(LongTurns, variant, endpoint, await MeasureAsync(variant, servers, clients[(variant, endpoint)], _shape.LongTurn));
                await Task.Delay(_shape.Rest, TimeProvider.System);
            }

            Progress($"  {endpoint.Name}: {string.Join(", ", options.Variants.Select(variant => string.Create(CultureInfo.InvariantCulture, $"{variant} {Turns[(variant, endpoint)][^1].RequestsPerSecond:F0} (threads {Turns[(variant, endpoint)][^1].Threads:F0})")))} a second");
        }
    }

    private static void Add(Dictionary<(string Variant, Endpoint Endpoint), List<Turn>> turns, string variant, Endpoint endpoint, Turn turn)
    {
        if (!turns.TryGetValue((variant, endpoint), out var known))
        {
            turns[(variant, endpoint)] = known = [];
        }

        known.Add(turn);
    }

    // The servers share a core. What the others do by themselves in a variant's turn is not its time.
    private static async Task<Turn> MeasureAsync(string variant, Dictionary<string, ServerProcess> servers, ClosedLoop clients, TimeSpan duration)
    {
        var server = servers[variant];
        var (before, serverTime, othersTime) = (await server.SampleAsync(), server.ProcessorTime, OthersTime());
        var load = clients.Run(duration);
        (serverTime, othersTime) = (server.ProcessorTime - serverTime, OthersTime() - othersTime);
        return new(load.Latencies, load.Elapsed - othersTime, load.Idle * load.Elapsed, serverTime, before, await server.SampleAsync());

        TimeSpan OthersTime() => servers.Values.Where(other => other != server).Aggregate(TimeSpan.Zero, (sum, other) => sum + other.ProcessorTime);
    }

    // The clients stay for all rounds of a start: in the measured time there are requests of known tokens alone, as in most
    // of a server's life, and not what a new one costs, which the compiler would take minutes to get used to.
    private async Task ConnectAsync(string variant, Dictionary<string, ServerProcess> servers, Dictionary<(string Variant, Endpoint Endpoint), ClosedLoop> clients)
    {
        var server = servers[variant];
        foreach (var endpoint in options.Endpoints)
        {
            var tokens = await server.CreateTokensAsync(_shape.Tokens);
            byte[][] requests = [.. Enumerable.Range(0, _shape.Tokens).Select(i => endpoint.Request(tokens.ElementAtOrDefault(i)))];
            var loop = clients[(variant, endpoint)] = new(server.Address, _shape.Connections, requests, endpoint.Expected);
            if (_shape.Cold > TimeSpan.Zero)
            {
                Progress($"  {variant}, cold, at {endpoint.Name}");
                Add(ColdTurns, variant, endpoint, await MeasureAsync(variant, servers, loop, _shape.Cold));
                await Task.Delay(_shape.Rest, TimeProvider.System);
            }
        }
    }

    private static void Progress(string what) => Console.Error.WriteLine(what);
}
