using System.Collections.Concurrent;

namespace Samples.Tests.UpstreamSignIn;

/// <summary>Keeps all that a client receives.</summary>
internal sealed class ReceivedText() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentQueue<string> _texts = new();

    public string All => string.Join('\n', _texts);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        _texts.Enqueue(response.Headers.ToString());
        if (response.Content.Headers.ContentType?.MediaType is "application/json" or "text/event-stream")
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            _texts.Enqueue(await response.Content.ReadAsStringAsync(cancellationToken));
        }

        return response;
    }
}
