using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Conformance.Tests.Servers;

/// <summary>Stands in front of a server and adds the token that the suite cannot send. All else goes through as it comes, both ways, streams too.</summary>
internal sealed class PassThrough : IAsyncDisposable
{
    private static readonly string[] HopByHop = ["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly Uri _server;
    private readonly string? _token;

    private PassThrough(Uri server, string? token)
    {
        _server = server;
        _token = token;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    public Uri Address => new(new(_app.Urls.First()), _server.AbsolutePath);

    public static async Task<PassThrough> StartAsync(Uri server, string? token)
    {
        var passThrough = new PassThrough(server, token);
        await passThrough._app.StartAsync();
        return passThrough;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = Request(context.Request);
        using var response = await _client.SendAsync(request, context.RequestAborted);

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        // A stream's headers have to arrive before its first event does.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private HttpRequestMessage Request(HttpRequest incoming)
    {
        var request = new HttpRequestMessage(new(incoming.Method), new Uri(_server, incoming.GetEncodedPathAndQuery()));
        if (incoming.ContentLength is > 0 || incoming.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(incoming.Body);
        }

        foreach (var (name, values) in incoming.Headers)
        {
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)
                && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        if (_token is not null)
        {
            request.Headers.Authorization = new("Bearer", _token);
        }

        return request;
    }
}
