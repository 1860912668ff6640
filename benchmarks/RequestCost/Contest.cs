using System.Globalization;
using Load;

namespace RequestCost;

/// <summary>Lets the variants take turns, and writes down what each does.</summary>
internal sealed class Contest(Options options)
{
    // As short as what the machine does to one variant alone should be, and as long as it takes to forget the last one.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(0.1);

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
                foreach (var endpoint in options.Endpoints)
                {
                    clients[(variant, endpoint)] = await ConnectAsync(server, endpoint);
                }
            }

            Progress($"start {start} of {options.Starts}: warming up");
            await new WarmUp(TimeSpan.FromSeconds(options.Warmup)).RunAsync([.. servers.Select(server => (server.Value, LoadsOf(server.Key)))]);

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

        IReadOnlyList<ClosedLoop> LoadsOf(string variant) => [.. options.Endpoints.Select(endpoint => clients[(variant, endpoint)])];
    }

    private async Task RunRoundAsync(Dictionary<string, ServerProcess> servers, Dictionary<(string Variant, Endpoint Endpoint), ClosedLoop> clients)
    {
        foreach (var endpoint in options.Endpoints)
        {
            // What lives on is among the old objects, where that of a server which has run for a day is.
            foreach (var server in servers.Values)
            {
                await server.AskAsync(ServerControl.Memory);
            }

            var slices = options.Variants.ToDictionary(variant => variant, _ => new List<Turn>());
            for (var slice = 0; slice < TimeSpan.FromSeconds(options.Seconds) / Slice; slice++)
            {
                var order = options.Variants.ToArray();
                Random.Shared.Shuffle(order);
                foreach (var variant in order)
                {
                    slices[variant].Add(await MeasureAsync(servers[variant], clients[(variant, endpoint)]));
                }
            }

            foreach (var variant in options.Variants)
            {
                if (!Turns.TryGetValue((variant, endpoint), out var turns))
                {
                    Turns[(variant, endpoint)] = turns = [];
                }

                turns.Add(Turn.Of(slices[variant]));
            }

            Progress($"  {endpoint.Name}: {string.Join(", ", options.Variants.Select(variant => string.Create(CultureInfo.InvariantCulture, $"{variant} {Turns[(variant, endpoint)][^1].RequestsPerSecond:F0}")))} a second");
        }
    }

    private static async Task<Turn> MeasureAsync(ServerProcess server, ClosedLoop clients)
    {
        clients.Run(LeadIn);
        var allocated = await server.AskAsync(ServerControl.Allocated);
        var paused = await server.AskAsync(ServerControl.Paused);
        var compiling = await server.AskAsync(ServerControl.Compiling);
        var serverTime = server.ProcessorTime;
        var load = clients.Run(Slice);
        serverTime = server.ProcessorTime - serverTime;
        paused = await server.AskAsync(ServerControl.Paused) - paused;
        compiling = await server.AskAsync(ServerControl.Compiling) - compiling;
        allocated = await server.AskAsync(ServerControl.Allocated) - allocated;
        return new(load.Latencies, load.Elapsed, load.Idle * load.Elapsed, serverTime, allocated, paused, compiling);
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
