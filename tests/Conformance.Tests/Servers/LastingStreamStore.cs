using System.Net.ServerSentEvents;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Servers;

/// <summary>
/// A store whose streams, fetched again, last until they have the answer. Polled ones end with what there is, and the suite fetches
/// but once: whether the answer were there by then would be luck, and two runs would differ by it.
/// </summary>
internal sealed class LastingStreamStore(ISseEventStreamStore store) : ISseEventStreamStore
{
    public async ValueTask<ISseEventStreamWriter> CreateStreamAsync(SseEventStreamOptions options, CancellationToken cancellationToken = default) =>
        new Writer(await store.CreateStreamAsync(options, cancellationToken));

    public ValueTask<ISseEventStreamReader?> GetStreamReaderAsync(string lastEventId, CancellationToken cancellationToken = default) =>
        store.GetStreamReaderAsync(lastEventId, cancellationToken);

    private sealed class Writer(ISseEventStreamWriter writer) : ISseEventStreamWriter
    {
        public ValueTask SetModeAsync(SseEventStreamMode mode, CancellationToken cancellationToken = default) =>
            writer.SetModeAsync(SseEventStreamMode.Streaming, cancellationToken);

        public ValueTask<SseItem<JsonRpcMessage?>> WriteEventAsync(SseItem<JsonRpcMessage?> sseItem, CancellationToken cancellationToken = default) =>
            writer.WriteEventAsync(sseItem, cancellationToken);

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
