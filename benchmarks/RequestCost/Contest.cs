using System.Diagnostics;
using Load;

namespace RequestCost;

/// <summary>Lets the variants take turns, and writes down what each does.</summary>
internal sealed class Contest(Options options)
{
    private const int MadeBefore = 100;

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
        foreach (var (variant, server) in servers)
        {
            Progress($"start {start} of {options.Starts}: warming up {variant}");

            // Each turn begins with new tokens, so that making them has to be warm as well.
            await server.CreateTokensAsync(MadeBefore);
            using var callers = await ConnectAsync(server, Endpoint.ToolCall);
            using var visitors = await ConnectAsync(server, Endpoint.Empty);
            await new WarmUp(server, TimeSpan.FromSeconds(options.Warmup)).RunAsync(callers, visitors);
        }

        for (var round = 1; round <= options.Rounds; round++)
        {
            Progress($"start {start} of {options.Starts}: round {round} of {options.Rounds}");
            var order = options.Variants.ToArray();
            Random.Shared.Shuffle(order);
            foreach (var endpoint in Endpoint.All)
            {
                foreach (var variant in order)
                {
                    var turn = await MeasureAsync(servers[variant], endpoint, TimeSpan.FromSeconds(options.Seconds));
                    if (!Turns.TryGetValue((variant, endpoint), out var turns))
                    {
                        Turns[(variant, endpoint)] = turns = [];
                    }

                    turns.Add(turn);
                }
            }
        }
    }

    // New tokens in each turn, so that none comes near the most requests that one may make in an hour.
    private async Task<Turn> MeasureAsync(ServerProcess server, Endpoint endpoint, TimeSpan duration)
    {
        using var clients = await ConnectAsync(server, endpoint);
        clients.Run(LeadIn);

        // What lives on is among the old objects, where that of a server which has run for a day is.
        await server.AskAsync(ServerControl.Memory);

        using var self = Process.GetCurrentProcess();
        var allocated = await server.AskAsync(ServerControl.Allocated);
        var paused = await server.AskAsync(ServerControl.Paused);
        var compiling = await server.AskAsync(ServerControl.Compiling);
        var switches = server.ThreadSwitches;
        var (serverTime, ownTime) = (server.ProcessorTime, self.TotalProcessorTime);
        var load = clients.Run(duration);
        self.Refresh();
        serverTime = server.ProcessorTime - serverTime;
        ownTime = self.TotalProcessorTime - ownTime;
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
            ownTime / load.Elapsed);
    }

    private async Task<ClosedLoop> ConnectAsync(ServerProcess server, Endpoint endpoint)
    {
        var tokens = await server.CreateTokensAsync(options.Clients);
        var requests = Enumerable.Range(0, options.Clients).Select(i => endpoint.Request(tokens.ElementAtOrDefault(i)));
        return new(server.Address, requests, endpoint.Expected);
    }

    private static void Progress(string what) => Console.Error.WriteLine(what);
}
