using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dhafnck.McpAuth.Events;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>
/// Posts events as signed JSON (Standard Webhooks). When the receiver fails, it retries after 1, 5 and 25 seconds with the same
/// <c>webhook-id</c>, by which the receiver recognizes the retry.
/// </summary>
internal sealed partial class WebhookTokenEventSink(IHttpClientFactory clients, WebhookOptions options, TimeProvider time, ILogger<WebhookTokenEventSink> logger)
    : ITokenEventSink
{
    /// <summary>The name of the HTTP client, for applications that configure it, for example with a proxy.</summary>
    public const string ClientName = "Dhafnck.McpAuth.Webhook";

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25)];

    /// <summary>Whether there is an address to post to.</summary>
    public bool IsConfigured => options.Url is { Length: > 0 };

    public async Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
    {
        if (options.Url is not { Length: > 0 } url || options.ReadKey() is not { } key)
        {
            return;
        }

        var id = "evt_" + Guid.CreateVersion7(tokenEvent.OccurredAt).ToString("N");
        var body = JsonSerializer.SerializeToUtf8Bytes(WebhookBody.Of(tokenEvent), WebhookJsonContext.Default.WebhookBody);
        for (var attempt = 0; !await TryPostAsync(url, key, id, body, cancellationToken); attempt++)
        {
            if (attempt == Pauses.Length)
            {
                throw new HttpRequestException($"The webhook did not accept event {id}. It is not sent again.");
            }

            await Task.Delay(Pauses[attempt], time, cancellationToken);
        }
    }

    private async Task<bool> TryPostAsync(string url, byte[] key, string id, byte[] body, CancellationToken cancellationToken)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(Sign(key, $"{id}.{timestamp}.", body)));
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                LogRefused(id, (int)response.StatusCode);
            }

            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(id, exception.GetType().Name);
            return false;
        }
    }

    private static byte[] Sign(byte[] key, string prefix, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(prefix), .. body];
        return HMACSHA256.HashData(key, signed);
    }

    [LoggerMessage(1530, LogLevel.Warning, "The webhook answered event {Id} with {Status}.")]
    private partial void LogRefused(string id, int status);

    [LoggerMessage(1531, LogLevel.Warning, "Sending event {Id} to the webhook failed: {Failure}.")]
    private partial void LogFailed(string id, string failure);
}
