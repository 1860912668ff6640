using System.Text;
using Load;

namespace BadTokens;

/// <summary>Sees how a server does with good requests.</summary>
internal sealed class Examination(ServerProcess server, ClosedLoop goodClients, Options options)
{
    public static async Task<Examination> PrepareAsync(ServerProcess server, Options options)
    {
        var tokens = await server.CreateTokensAsync(options.Clients);
        byte[][] requests = [.. tokens.Select(token => Encoding.ASCII.GetBytes(Server.Request(token)))];
        return new(server, new(server.Address, requests.Length, requests, "HTTP/1.1 200 OK"), options);
    }

    public Task WarmUpAsync() => new WarmUp(TimeSpan.FromSeconds(options.Warmup)).RunAsync((server, [goodClients]));

    public async Task<State> ExamineAsync()
    {
        var throughputs = new List<double>();
        var microseconds = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = server.ProcessorTime;
            var load = goodClients.Run(TimeSpan.FromSeconds(options.Seconds));
            throughputs.Add(load.RequestsPerSecond);
            microseconds.Add((server.ProcessorTime - before).TotalMicroseconds / load.Latencies.Count);
        }

        return new(Median(throughputs), Median(microseconds), await server.AskAsync(ServerControl.Memory));
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);
}
