using System.Diagnostics;
using System.Net;
using System.Text;

namespace Load;

/// <summary>As many clients as there are requests, each on a connection of its own, each with one request under way at all times.</summary>
public sealed class ClosedLoop : IDisposable
{
    private readonly List<(KeepAliveConnection Connection, byte[] Request)> _clients;
    private readonly byte[] _expected;

    /// <summary>Connects.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="requests">What each client sends.</param>
    /// <param name="expected">What every answer has to contain.</param>
    public ClosedLoop(IPEndPoint server, IEnumerable<byte[]> requests, string expected)
    {
        _clients = [.. requests.Select(request => (new KeepAliveConnection(server), request))];
        _expected = Encoding.ASCII.GetBytes(expected);
    }

    /// <summary>Sends requests for a time.</summary>
    /// <param name="duration">For how long.</param>
    /// <exception cref="IOException">An answer was not as expected.</exception>
    public LoadResult Run(TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var clients = _clients.ConvertAll(client => Task.Factory.StartNew(
            () => Run(client.Connection, client.Request, end),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        var latencies = new LatencyHistogram();
        foreach (var client in clients)
        {
            latencies.Add(client.GetAwaiter().GetResult());
        }

        return new(latencies, Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    public void Dispose() => _clients.ForEach(client => client.Connection.Dispose());

    private LatencyHistogram Run(KeepAliveConnection connection, byte[] request, long end)
    {
        var latencies = new LatencyHistogram();
        for (var asked = Stopwatch.GetTimestamp(); asked < end;)
        {
            var answer = connection.Exchange(request);
            if (answer.IndexOf(_expected) < 0)
            {
                throw new IOException($"An answer without '{Encoding.ASCII.GetString(_expected)}':\n{Encoding.ASCII.GetString(answer)}");
            }

            var answered = Stopwatch.GetTimestamp();
            latencies.Add(asked, answered);
            asked = answered;
        }

        return latencies;
    }
}
