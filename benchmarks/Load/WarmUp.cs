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

    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    /// <summary>Runs the loads by turns until next to nothing is compiled any more, or four times the least time is over.</summary>
    /// <param name="loads">The loads.</param>
    public async Task RunAsync(params IReadOnlyList<ClosedLoop> loads)
    {
        var start = Stopwatch.GetTimestamp();
        long compiledNow;
        do
        {
            var compiled = await server.AskAsync(ServerControl.Compiled);
            foreach (var load in loads)
            {
                load.Run(Burst);
                await Task.Delay(Pause, TimeProvider.System);
            }

            compiledNow = await server.AskAsync(ServerControl.Compiled) - compiled;
        }
        while (Stopwatch.GetElapsedTime(start) is var elapsed
            && (elapsed < least || (compiledNow > FewMethods && elapsed < LongestByLeast * least)));
        Console.Error.WriteLine($"  warm after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s, {compiledNow} methods compiled in the last {loads.Count * (Burst + Pause).TotalSeconds:F0} s");
    }
}
