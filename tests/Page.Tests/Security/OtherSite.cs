using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Page.Tests.Security;

/// <summary>
/// A page of somebody else, at another port of the same host: to a browser that is another origin, but it sends the
/// cookies of the first along, as <c>SameSite</c> lets it. What is tried here, a site of another name could try only worse.
/// </summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherSite(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Serves a page.</summary>
    public static async Task<OtherSite> StartAsync(string html)
    {
        var builder = LoopbackApplication.CreateBuilder();
        var app = builder.Build();
        app.MapGet("/", () => Results.Text("<!doctype html><title>Other</title>" + html, "text/html"));
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
