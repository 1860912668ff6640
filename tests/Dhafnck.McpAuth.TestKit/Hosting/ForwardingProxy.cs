using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>Stands in front of a server, at a free loopback port. What is not changed on purpose goes through as it comes, both ways, streams too.</summary>
public sealed class ForwardingProxy : IAsyncDisposable
{
    private static readonly string[] HopByHop = ["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly Uri _server;
    private readonly Action<HttpRequest, HttpRequestMessage> _change;

    private ForwardingProxy(Uri server, Action<HttpRequest, HttpRequestMessage> change, X509Certificate2? certificate)
    {
        _server = server;
        _change = change;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts a proxy.</summary>
    /// <param name="server">The server behind it.</param>
    /// <param name="change">What it changes of each request.</param>
    /// <param name="certificate">What it ends TLS with; without one it speaks plain HTTP.</param>
    public static async Task<ForwardingProxy> StartAsync(Uri server, Action<HttpRequest, HttpRequestMessage> change, X509Certificate2? certificate = null)
    {
        var proxy = new ForwardingProxy(server, change, certificate);
        await proxy._app.StartAsync();
        return proxy;
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

        _change(incoming, request);
        return request;
    }
}
