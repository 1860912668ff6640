using System.Collections.Concurrent;
using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>
/// Finds clients by the URL of their metadata document. Documents are cached, and concurrent requests for one document share one
/// fetch. Refusals are not cached (draft-ietf-oauth-client-id-metadata-document, "Metadata Caching").
/// </summary>
internal sealed partial class ClientDocuments(
    ClientDocumentFetcher fetcher,
    NewClientLimit limit,
    ClientOptions options,
    TimeProvider time,
    ILogger<ClientDocuments> logger)
    : IDisposable
{
    private const int MaximumCacheBytes = 16 * 1024 * 1024;

    // What the objects of a small document take.
    private const int OwnBytes = 1024;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaximumCacheBytes });
    private readonly ConcurrentDictionary<string, Lazy<Task<ClientDocumentResult>>> _running = new(StringComparer.Ordinal);

    /// <summary>Whether a <c>client_id</c> is meant to be the URL of a metadata document.</summary>
    public static bool IsDocumentUrl(string clientId) => ClientDocumentUrl.Is(clientId);

    /// <summary>Finds the client with the document at the URL.</summary>
    /// <param name="clientId">The <c>client_id</c>.</param>
    /// <param name="from">The address of the request that names the client.</param>
    /// <param name="cancellationToken">Ends the wait of this caller; others may wait for the same document.</param>
    public async ValueTask<ClientDocumentResult> FindAsync(string clientId, IPAddress? from, CancellationToken cancellationToken)
    {
        var (url, refusal) = ClientDocumentUrl.Parse(clientId, options);
        if (url is null)
        {
            return ClientDocumentResult.Refused(refusal!);
        }

        if (_known.TryGetValue(clientId, out KnownClient? known) && time.GetUtcNow() < known!.FreshUntil)
        {
            return known.Result;
        }

        if (limit.Refuse(from) is { } wait)
        {
            return known is not null && time.GetUtcNow() < known.UsableUntil ? known.Result
                : ClientDocumentResult.Refused($"Too many new clients from this address. Try again in {Math.Ceiling(wait.TotalSeconds)} seconds.");
        }

        var fetch = _running.GetOrAdd(clientId, _ => new(() => FetchAsync(url)));
        return await fetch.Value.WaitAsync(cancellationToken);
    }

    public void Dispose() => _known.Dispose();

    private async Task<ClientDocumentResult> FetchAsync(Uri url)
    {
        try
        {
            return Remember(url, await fetcher.FetchAsync(url));
        }
        finally
        {
            _running.TryRemove(url.AbsoluteUri, out _);
        }
    }

    private ClientDocumentResult Remember(Uri url, FetchedClient fetched)
    {
        var now = time.GetUtcNow();
        if (fetched.Result.IsFound)
        {
            var lifetime = TimeSpan.FromTicks(Math.Clamp(fetched.Lifetime.Ticks, options.MinimumDocumentAge.Ticks, options.MaximumDocumentAge.Ticks));
            var known = new KnownClient(fetched.Result, now + lifetime, now + options.MaximumDocumentAge);
            _known.Set(url.AbsoluteUri, known, new MemoryCacheEntryOptions { Size = OwnBytes + (2 * fetched.Bytes) });
            return known.Result;
        }

        if (fetched.IsOutage && _known.TryGetValue(url.AbsoluteUri, out KnownClient? former) && now < former!.UsableUntil)
        {
            LogFormer(url.IdnHost, fetched.Result.Refusal);
            return former.Result;
        }

        _known.Remove(url.AbsoluteUri);
        LogRefused(url.IdnHost, fetched.Result.Refusal);
        return fetched.Result;
    }

    [LoggerMessage(2100, LogLevel.Information, "A client with a metadata document of the host {Host} was refused: {Refusal}")]
    private partial void LogRefused(string host, string refusal);

    [LoggerMessage(2101, LogLevel.Warning, "The metadata document of a client of the host {Host} is used past its lifetime: {Refusal}")]
    private partial void LogFormer(string host, string refusal);
}
