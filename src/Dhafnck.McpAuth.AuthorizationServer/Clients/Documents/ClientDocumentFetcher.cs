using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>Fetches metadata documents and keys within one deadline, a limited size, and without following redirects.</summary>
internal sealed partial class ClientDocumentFetcher(IHttpClientFactory clients, ClientOptions options, TimeProvider time, ILogger<ClientDocumentFetcher> logger) : IDisposable
{
    private const int ConcurrentFetches = 256;

    // Says the same of a host that is down and of one without a public address, so that nobody can explore the server's network.
    private const string Unreachable = "could not be fetched: its host could not be reached at a public address over https.";

    private readonly SemaphoreSlim _slots = new(ConcurrentFetches);

    /// <summary>Fetches a client's document, and its keys if they are in a separate one.</summary>
    public async Task<FetchedClient> FetchAsync(Uri url)
    {
        using var deadline = new CancellationTokenSource(options.DocumentDeadline, time);
        var document = await GetAsync(url, "The metadata document", deadline.Token);
        if (!document.IsFetched)
        {
            return FetchedClient.Refused(document.Refusal, document.IsOutage);
        }

        var (client, keysUrl, refusal) = ClientDocumentReader.Read(url, document.Content);
        if (client is null)
        {
            return FetchedClient.Refused(refusal!);
        }

        if (keysUrl is null)
        {
            return FetchedClient.Found(client, document.Lifetime, document.Content.Length);
        }

        var published = await GetAsync(keysUrl, "The client's JWK set", deadline.Token);
        if (!published.IsFetched)
        {
            return FetchedClient.Refused(published.Refusal, published.IsOutage);
        }

        var (keys, unusable) = ClientKeys.Read(Encoding.UTF8.GetString(published.Content));
        return keys is null ? FetchedClient.Refused(unusable!)
            : FetchedClient.Found(client with { Keys = keys }, TimeSpan.FromTicks(Math.Min(document.Lifetime.Ticks, published.Lifetime.Ticks)), document.Content.Length + published.Content.Length);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<FetchedJson> GetAsync(Uri url, string subject, CancellationToken deadline)
    {
        var hasSlot = false;
        try
        {
            await _slots.WaitAsync(deadline);
            hasSlot = true;
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Dhafnck.McpAuth", null));
            using var client = clients.CreateClient(ClientOptions.DocumentClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline);
            return await ReadAsync(response, subject, deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return FetchedJson.Unreachable($"{subject} could not be fetched within {options.DocumentDeadline.TotalSeconds} seconds.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or AuthenticationException or OperationCanceledException)
        {
            LogUnreachable(url.IdnHost, (exception as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown, (exception.InnerException ?? exception).GetType().Name);
            return FetchedJson.Unreachable($"{subject} {Unreachable}");
        }
        finally
        {
            if (hasSlot)
            {
                _slots.Release();
            }
        }
    }

    private async Task<FetchedJson> ReadAsync(HttpResponseMessage response, string subject, CancellationToken deadline)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var sentence = $"{subject} was answered with the status {(int)response.StatusCode}; it must be 200, without a redirect.";
            return response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests ? FetchedJson.Unreachable(sentence) : FetchedJson.Refused(sentence);
        }

        if (!IsJson(response.Content.Headers.ContentType?.MediaType))
        {
            return FetchedJson.Refused($"{subject} must have the media type application/json, or one that ends with +json.");
        }

        if (response.Content.Headers.ContentLength > options.MaximumDocumentBytes)
        {
            return TooLarge(subject);
        }

        var buffer = new byte[options.MaximumDocumentBytes + 1];
        await using var body = await response.Content.ReadAsStreamAsync(deadline);
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, deadline);
        return length > options.MaximumDocumentBytes ? TooLarge(subject) : FetchedJson.Fetched(buffer[..length], FreshnessLifetime.Of(response, time.GetUtcNow()));
    }

    private FetchedJson TooLarge(string subject) => FetchedJson.Refused($"{subject} is larger than {options.MaximumDocumentBytes} bytes.");

    private static bool IsJson(string? mediaType) =>
        mediaType is not null
        && (mediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            || (mediaType.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));

    [LoggerMessage(2102, LogLevel.Information, "A document of the host {Host} could not be fetched: {Error} ({Failure}).")]
    private partial void LogUnreachable(string host, HttpRequestError error, string failure);
}
