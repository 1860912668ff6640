using System.Diagnostics;

namespace Load;

/// <summary>
/// Gets a server to where its methods are compiled for good. On one core the compiler's thread starves beside the
/// requests, so the load comes in bursts with pauses between.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="least">The least time that it is given.</param>
public sealed class WarmUp(ServerProcess server, TimeSpan least)
{
    private const int FewMethods = 10;
    private const int LongestByLeast = 4;

    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);

    // Longer than what a server does by itself every ten seconds stays away.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    /// <summary>Runs the loads by turns until next to nothing is compiled any more, or four times the least time is over.</summary>
    /// <param name="loads">The loads.</param>
    public async Task RunAsync(params IReadOnlyList<ClosedLoop> loads)
    {
        var start = Stopwatch.GetTimestamp();
        var (quietSince, compiledThen) = (start, await server.AskAsync(ServerControl.Compiled));
        while (true)
        {
            foreach (var load in loads)
            {
                load.Run(Burst);
                await Task.Delay(Pause, TimeProvider.System);
            }

            var (elapsed, compiled) = (Stopwatch.GetElapsedTime(start), await server.AskAsync(ServerControl.Compiled));
            if (compiled - compiledThen > FewMethods)
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
}
