using System.Collections.Concurrent;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>The other end of a webhook, on Kestrel at a free loopback port.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WebhookDelivery> _deliveries = new();
    private readonly ConcurrentQueue<int> _answers;

    private WebhookReceiver(WebApplication app, int[] answers)
    {
        _app = app;
        _answers = new(answers);
        app.Run(ReceiveAsync);
    }

    /// <summary>Where it listens, with a path that a log should not have either.</summary>
    public string Url => _app.Urls.First() + "/hooks/a-secret-path?key=a-secret-query";

    public IReadOnlyList<WebhookDelivery> Deliveries => [.. _deliveries];

    /// <summary>Starts one that answers with these statuses first, then with 204.</summary>
    public static async Task<WebhookReceiver> StartAsync(params int[] answers)
    {
        var builder = LoopbackApplication.CreateBuilder();
        var receiver = new WebhookReceiver(builder.Build(), answers);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers;
        context.Response.StatusCode = _answers.TryDequeue(out var status) ? status : StatusCodes.Status204NoContent;
        context.Response.Headers.Location = "/elsewhere";
        _deliveries.Enqueue(new(
            context.Request.Path,
            context.Request.ContentType,
            headers["webhook-id"].Single()!,
            headers["webhook-timestamp"].Single()!,
            headers["webhook-signature"].Single()!,
            body));
    }
}
