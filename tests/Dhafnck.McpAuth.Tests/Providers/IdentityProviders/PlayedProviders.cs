using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tests.Providers.IdentityProviders;

/// <summary>A host that plays the identity providers of the internet: each document at the address where the provider has it, on Kestrel at a loopback port.</summary>
internal sealed class PlayedProviders : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IReadOnlyDictionary<string, JsonNode> _documents;

    private PlayedProviders(WebApplication app, IReadOnlyDictionary<string, JsonNode> documents)
    {
        _app = app;
        _documents = documents;
    }

    /// <summary>Starts it.</summary>
    /// <param name="documents">The documents, by their https addresses without the scheme.</param>
    public static async Task<PlayedProviders> StartAsync(IReadOnlyDictionary<string, JsonNode> documents)
    {
        var app = LoopbackApplication.CreateBuilder().Build();
        var played = new PlayedProviders(app, documents);
        app.Run(played.AnswerAsync);
        await app.StartAsync();
        return played;
    }

    /// <summary>Sends what is meant for the internet to this host.</summary>
    public HttpMessageHandler ToHandler() => new Redirecting(new(_app.Urls.First()));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (_documents.TryGetValue(context.Request.Path.Value!.TrimStart('/'), out var document))
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(document.ToJsonString());
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private sealed class Redirecting(Uri host) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var meant = request.RequestUri!;
            if (meant.Scheme != Uri.UriSchemeHttps)
            {
                throw new InvalidOperationException($"{meant} is not https.");
            }

            request.RequestUri = new Uri(host, $"{meant.Host}{meant.AbsolutePath}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
