using System.Diagnostics;
using System.Net;
using System.Text;

namespace Load;

/// <summary>
/// Clients, each on a connection of its own, each with one request under way at all times, and some requests that it sends by turns.
/// They never sleep, but look around for answers on one thread: who sleeps has to be woken, and the server pays for that,
/// the more often the slower it is.
/// </summary>
public sealed class ClosedLoop : IDisposable
{
    private readonly List<Client> _clients;
    private readonly byte[] _expected;

    /// <summary>Connects.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="connections">How many clients there are.</param>
    /// <param name="requests">What they send, dealt out to them one by one; at least one for each.</param>
    /// <param name="expected">What every answer has to contain.</param>
    public ClosedLoop(IPEndPoint server, int connections, IReadOnlyList<byte[]> requests, string expected)
    {
        _clients = [.. Enumerable.Range(0, connections).Select(client => new Client(
            new KeepAliveConnection(server),
            [.. requests.Where((_, request) => request % connections == client)]))];
        _expected = Encoding.ASCII.GetBytes(expected);
    }

    /// <summary>Sends requests for a time.</summary>
    /// <param name="duration">For how long.</param>
    /// <exception cref="IOException">An answer was not as expected.</exception>
    public LoadResult Run(TimeSpan duration)
    {
        var latencies = new LatencyHistogram();
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        foreach (var client in _clients)
        {
            client.Ask(Stopwatch.GetTimestamp());
        }

        var idle = 0L;
        var (now, waiting) = (Stopwatch.GetTimestamp(), _clients.Count);
        while (waiting > 0)
        {
            var (before, answeredBefore) = (now, latencies.Count);
            foreach (var client in _clients)
            {
                if (!client.IsAnswered(_expected))
                {
                    continue;
                }

                now = Stopwatch.GetTimestamp();
                latencies.Add(client.AskedAt, now);
                if (now < end)
                {
                    client.Ask(now);
                }
                else
                {
                    waiting--;
                }
            }

            now = Stopwatch.GetTimestamp();
            idle += latencies.Count == answeredBefore ? now - before : 0;
        }

        return new(latencies, Stopwatch.GetElapsedTime(start, now), (double)idle / (now - start));
    }

    /// <inheritdoc/>
    public void Dispose() => _clients.ForEach(client => client.Dispose());

    private sealed class Client(KeepAliveConnection connection, byte[][] requests) : IDisposable
    {
        private bool _isWaiting;
        private int _sent;

        public long AskedAt { get; private set; }

        public void Ask(long timestamp)
        {
            AskedAt = timestamp;
            _isWaiting = true;
            connection.Send(requests[_sent++ % requests.Length]);
        }

        public bool IsAnswered(ReadOnlySpan<byte> expected)
        {
            if (!_isWaiting || !connection.TryReceive(out var answer))
            {
                return false;
            }

            _isWaiting = false;
            return answer.IndexOf(expected) >= 0
                ? true
                : throw new IOException($"An answer without '{Encoding.ASCII.GetString(expected)}':\n{Encoding.ASCII.GetString(answer)}");
        }

        public void Dispose() => connection.Dispose();
    }
}
