using System.Diagnostics;

namespace Load;

/// <summary>
/// Gets servers to where their methods are compiled for good. On one core the compiler's thread starves beside the
/// requests, so the load comes in bursts with pauses between.
/// </summary>
/// <param name="least">The least time that it takes.</param>
public sealed class WarmUp(TimeSpan least)
{
    private const int FewMethods = 10;
    private const int LongestByLeast = 4;

    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);

    // Longer than what a server does by itself every ten seconds stays away.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    /// <summary>Runs the loads of all servers by turns until next to nothing is compiled any more, or four times the least time is over.</summary>
    /// <param name="servers">The servers, each with its loads.</param>
    public async Task RunAsync(params IReadOnlyList<(ServerProcess Server, IReadOnlyList<ClosedLoop> Loads)> servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        var start = Stopwatch.GetTimestamp();
        var (quietSince, compiledThen) = (start, await CountCompiledAsync(servers));
        while (true)
        {
            foreach (var load in servers.SelectMany(server => server.Loads))
            {
                load.Run(Burst);
                await Task.Delay(Pause, TimeProvider.System);
            }

            var (elapsed, compiled) = (Stopwatch.GetElapsedTime(start), await CountCompiledAsync(servers));
            if (compiled - compiledThen > FewMethods * servers.Count)
            {
                (quietSince, compiledThen) = (Stopwatch.GetTimestamp(), compiled);
            }

            var quiet = Stopwatch.GetElapsedTime(quietSince);
            if (elapsed >= least && (quiet >= Quiet || elapsed >= LongestByLeast * least))
            {
                Console.Error.WriteLine($"  warm after {elapsed.TotalSeconds:F0} s, {compiled - compiledThen} methods compiled in the last {quiet.TotalSeconds:F0} s");
                return;
            }
        }
    }

    private static async Task<long> CountCompiledAsync(IEnumerable<(ServerProcess Server, IReadOnlyList<ClosedLoop> Loads)> servers)
    {
        var compiled = 0L;
        foreach (var (server, _) in servers)
        {
            compiled += (await server.SampleAsync()).CompiledMethods;
        }

        return compiled;
    }
}
