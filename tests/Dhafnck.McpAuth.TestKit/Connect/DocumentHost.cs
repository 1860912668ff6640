using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.TestKit.Connect;

/// <summary>A website that publishes the metadata documents of clients: https with a certificate of its own, on a loopback port.</summary>
public sealed class DocumentHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly WebApplication _app;
    private int _connections;
    private int _documents;

    private DocumentHost()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Use(next => connection =>
            {
                Interlocked.Increment(ref _connections);
                return next(connection);
            });
            listener.UseHttps(Certificate);
        }));
        _app = builder.Build();
        _app.Run(context =>
        {
            _requests.Enqueue(context.Request.Path);
            return _answers.TryGetValue(context.Request.Path, out var answer) ? answer(context) : Results.NotFound().ExecuteAsync(context);
        });
    }

    /// <summary>The certificate, which no program trusts unless a test says so.</summary>
    public X509Certificate2 Certificate { get; } = CreateCertificate();

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>The paths that were asked for.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The number of connections that were opened, even those that asked for nothing.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public static async Task<DocumentHost> StartAsync()
    {
        var host = new DocumentHost();
        await host._app.StartAsync();
        return host;
    }

    /// <summary>The URL of a path, by a host name of this machine.</summary>
    public string UrlOf(string path, string host = "127.0.0.1") => $"https://{host}:{Port}{path}";

    /// <summary>A document as a client publishes it.</summary>
    public JsonObject DocumentOf(string path, string host = "127.0.0.1") => new()
    {
        ["client_id"] = UrlOf(path, host),
        ["client_name"] = "Sample client",
        ["redirect_uris"] = new JsonArray("http://127.0.0.1/callback"),
    };

    /// <summary>A path that nothing is published at.</summary>
    public string NewPath() => $"/{Interlocked.Increment(ref _documents)}/client.json";

    /// <summary>The number of requests for a URL of this website.</summary>
    public int RequestsFor(string url) => _requests.Count(path => path == new Uri(url).AbsolutePath);

    /// <summary>Publishes a document at a new path, and returns its URL.</summary>
    public string Publish(Action<JsonObject>? change = null, Action<HttpResponse>? headers = null) => Publish(NewPath(), change, headers);

    /// <summary>Publishes a document, and returns its URL.</summary>
    public string Publish(string path, Action<JsonObject>? change = null, Action<HttpResponse>? headers = null)
    {
        var document = DocumentOf(path);
        change?.Invoke(document);
        return Publish(path, document.ToJsonString(), headers: headers);
    }

    /// <summary>Publishes any text, and returns its URL.</summary>
    public string Publish(string path, string text, string mediaType = "application/json", Action<HttpResponse>? headers = null) => Answer(path, context =>
    {
        headers?.Invoke(context.Response);
        context.Response.ContentType = mediaType;
        return context.Response.WriteAsync(text);
    });

    /// <summary>Answers requests for a path, and returns its URL.</summary>
    public string Answer(string path, RequestDelegate answer)
    {
        _answers[path] = answer;
        return UrlOf(path);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Certificate.Dispose();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }
}
