using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using RequestCost.Variants;

namespace RequestCost.Pipeline;

/// <summary>
/// Sends requests through the variants' pipelines, all in this process and by turns. It shows the parts of a cost that
/// are lost in the luck of a server's start; on caches that the network leaves alone, they are smaller.
/// </summary>
internal sealed class PipelineContest(Options options)
{
    private const int Turns = 520;
    private const int WarmTurns = 400;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(TextWriter output)
    {
        var contestants = new List<Contestant>();
        foreach (var variant in options.Variants)
        {
            contestants.Add(await StartAsync(variant));
        }

        foreach (var endpoint in options.Endpoints)
        {
            var turns = contestants.ToDictionary(contestant => contestant.Variant, _ => new List<(double Microseconds, double Bytes)>());
            for (var turn = 0; turn < Turns; turn++)
            {
                foreach (var contestant in contestants)
                {
                    turns[contestant.Variant].Add(await MeasureAsync(contestant.Server, contestant.Authorizations, endpoint));

                    // The compiler starves beside the requests.
                    await Task.Delay(Pause, TimeProvider.System);
                }
            }

            Write(output, endpoint, turns);
        }

        foreach (var contestant in contestants)
        {
            await contestant.App.StopAsync();
            await contestant.App.DisposeAsync();
            contestant.Folder.Delete(recursive: true);
        }
    }

    private async Task<Contestant> StartAsync(string name)
    {
        var (variant, server) = (Variant.All[name], new PipelineServer());
        var (app, folder) = await Server.BuildAsync(variant, services => services.AddSingleton<IServer>(server));
        await app.StartAsync();
        var tokens = await variant.CreateTokensAsync(app, options.Shape.Connections);
        return new(name, app, folder, server, tokens.Count == 0 ? new string?[options.Shape.Connections] : [.. tokens.Select(token => $"Bearer {token}")]);
    }

    private static async Task<(double Microseconds, double Bytes)> MeasureAsync(PipelineServer server, IReadOnlyList<string?> authorizations, Endpoint endpoint)
    {
        var (allocated, start) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        var requests = (await Task.WhenAll(authorizations.Select(authorization => Task.Run(() => SendAsync(server, endpoint, authorization, start))))).Sum();
        var elapsed = Stopwatch.GetElapsedTime(start);
        return (elapsed.TotalMicroseconds / requests, (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / requests);
    }

    private static async Task<int> SendAsync(PipelineServer server, Endpoint endpoint, string? authorization, long start)
    {
        using var answer = new MemoryStream();
        var requests = 0;
        for (; Stopwatch.GetElapsedTime(start) < Turn; requests++)
        {
            await server.SendAsync(endpoint, authorization, answer);

            // As after each answer to a client that takes its time to ask again.
            await Task.Yield();
        }

        return requests;
    }

    private static void Write(TextWriter output, Endpoint endpoint, Dictionary<string, List<(double Microseconds, double Bytes)>> turns)
    {
        output.WriteLine();
        output.WriteLine($"{endpoint.Name,-24} {"least µs",9} {"median µs",10} {"bytes",8} {"to " + turns.Keys.First(),9}");
        var first = turns.Values.First();
        foreach (var (variant, all) in turns)
        {
            var warm = all.Skip(WarmTurns).OrderBy(turn => turn.Microseconds).ToList();

            // Of turns that were next to each other: the machine is not as fast in all of them.
            var ratios = all.Zip(first, (turn, other) => turn.Microseconds / other.Microseconds).Skip(WarmTurns).Order().ToList();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{variant,-24} {warm[0].Microseconds,9:F2} {warm[warm.Count / 2].Microseconds,10:F2} {warm[warm.Count / 2].Bytes,8:F0} {ratios[ratios.Count / 2],9:F3}"));
        }
    }

    private sealed record Contestant(string Variant, WebApplication App, DirectoryInfo Folder, PipelineServer Server, IReadOnlyList<string?> Authorizations);
}
