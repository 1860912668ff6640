using Load;

namespace RequestCost;

/// <summary>Lets the variants take turns, and writes down what each does.</summary>
internal sealed class Contest(Options options)
{
    private static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(1);

    /// <summary>By variant and endpoint, the turns in the order of the rounds.</summary>
    public Dictionary<(string Variant, Endpoint Endpoint), List<Turn>> Turns { get; } = [];

    public async Task RunAsync()
    {
        for (var start = 1; start <= options.Starts; start++)
        {
            var servers = new Dictionary<string, ServerProcess>();
            try
            {
                foreach (var variant in options.Variants)
                {
                    servers[variant] = await ServerProcess.StartAsync("--server", variant);
                }

                await RunAsync(start, servers);
            }
            finally
            {
                foreach (var server in servers.Values)
                {
                    await server.DisposeAsync();
                }
            }
        }
    }

    private async Task RunAsync(int start, Dictionary<string, ServerProcess> servers)
    {
        var clients = new Dictionary<(string Variant, Endpoint Endpoint), ClosedLoop>();
        try
        {
            foreach (var (variant, server) in servers)
            {
                Progress($"start {start} of {options.Starts}: warming up {variant}");
                var loads = new List<ClosedLoop>();
                foreach (var endpoint in options.Endpoints)
                {
                    clients[(variant, endpoint)] = await ConnectAsync(server, endpoint);
                    loads.Add(clients[(variant, endpoint)]);
                }

                await new WarmUp(server, TimeSpan.FromSeconds(options.Warmup)).RunAsync([.. loads]);
            }

            for (var round = 1; round <= options.Rounds; round++)
            {
                Progress($"start {start} of {options.Starts}: round {round} of {options.Rounds}");
                await RunRoundAsync(servers, clients);
            }
        }
        finally
        {
            foreach (var client in clients.Values)
            {
                client.Dispose();
            }
        }
    }

    private async Task RunRoundAsync(Dictionary<string, ServerProcess> servers, Dictionary<(string Variant, Endpoint Endpoint), ClosedLoop> clients)
    {
        var order = options.Variants.ToArray();
        Random.Shared.Shuffle(order);
        foreach (var endpoint in options.Endpoints)
        {
            foreach (var variant in order)
            {
                var turn = await MeasureAsync(servers[variant], clients[(variant, endpoint)], TimeSpan.FromSeconds(options.Seconds));
                if (!Turns.TryGetValue((variant, endpoint), out var turns))
                {
                    Turns[(variant, endpoint)] = turns = [];
                }

                turns.Add(turn);
            }
        }
    }

    private static async Task<Turn> MeasureAsync(ServerProcess server, ClosedLoop clients, TimeSpan duration)
    {
        clients.Run(LeadIn);

        // What lives on is among the old objects, where that of a server which has run for a day is.
        await server.AskAsync(ServerControl.Memory);

        var allocated = await server.AskAsync(ServerControl.Allocated);
        var paused = await server.AskAsync(ServerControl.Paused);
        var compiling = await server.AskAsync(ServerControl.Compiling);
        var switches = server.ThreadSwitches;
        var serverTime = server.ProcessorTime;
        var load = clients.Run(duration);
        serverTime = server.ProcessorTime - serverTime;
        switches = server.ThreadSwitches - switches;
        paused = await server.AskAsync(ServerControl.Paused) - paused;
        compiling = await server.AskAsync(ServerControl.Compiling) - compiling;
        allocated = await server.AskAsync(ServerControl.Allocated) - allocated;
        return new(
            load.RequestsPerSecond,
            serverTime.TotalMicroseconds / load.Latencies.Count,
            (double)allocated / load.Latencies.Count,
            (double)paused / load.Latencies.Count,
            (double)compiling / load.Latencies.Count,
            (double)switches / load.Latencies.Count,
            load.Latencies.Percentile(0.5),
            load.Latencies.Percentile(0.99),
            serverTime / load.Elapsed,
            load.Idle);
    }

    // The clients stay for all rounds of a start: in the measured time there are requests of known tokens alone, as in most
    // of a server's life, and not what a new one costs, which the compiler would take minutes to get used to.
    private async Task<ClosedLoop> ConnectAsync(ServerProcess server, Endpoint endpoint)
    {
        var tokens = await server.CreateTokensAsync(options.Clients);
        var requests = Enumerable.Range(0, options.Clients).Select(i => endpoint.Request(tokens.ElementAtOrDefault(i)));
        return new(server.Address, requests, endpoint.Expected);
    }

    private static void Progress(string what) => Console.Error.WriteLine(what);
}
