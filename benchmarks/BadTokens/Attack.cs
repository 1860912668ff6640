using System.Diagnostics;
using System.Net;
using System.Text;
using Load;

namespace BadTokens;

/// <summary>Presents bad tokens, each once.</summary>
internal sealed class Attack(IPEndPoint server, int count, int clients)
{
    private int _number;

    /// <summary>Presents all of them, and returns how long it took.</summary>
    /// <exception cref="IOException">One of them was not refused as it should be.</exception>
    public async Task<TimeSpan> RunAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Factory.StartNew(
            RunClient,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        return Stopwatch.GetElapsedTime(start);
    }

    private void RunClient()
    {
        using var connection = new KeepAliveConnection(server);
        for (var number = Interlocked.Increment(ref _number); number <= count; number = Interlocked.Increment(ref _number))
        {
            var bad = BadToken.Create(number, TimeProvider.System.GetUtcNow());
            var answer = connection.Exchange(Encoding.ASCII.GetBytes(Server.Request(bad.Value)));
            if (!answer.StartsWith("HTTP/1.1 401 "u8) || answer.IndexOf(Encoding.ASCII.GetBytes($"error_description=\"{bad.Description}\"")) < 0)
            {
                throw new IOException($"Not refused with '{bad.Description}':\n{Encoding.ASCII.GetString(answer)}");
            }
        }
    }
}
