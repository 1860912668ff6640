using System.Net;
using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace StoreReads;

/// <summary>A server with a protected endpoint, as one process of a fleet is one.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private Instance(WebApplication app)
    {
        _app = app;
        _http = new() { BaseAddress = new(app.Urls.First()) };
    }

    public static async Task<Instance> StartAsync(string file, QueryCounter queries)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["JWT_SECRET_KEY"] = "a key for a benchmark, of more than thirty-two bytes";
        builder.AddMcpAuth().AddEntityFrameworkStores(options => options.UseSqlite($"Data Source={file}").AddInterceptors(queries));
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Use((context, next) =>
        {
            queries.BeginRequest();
            return next(context);
        });
        app.MapGet("/", () => "").RequireMcpAuth();
        await app.MigrateMcpAuthAsync();
        await app.StartAsync();
        return new(app);
    }

    public async Task<string[]> CreateTokensAsync(int count, Func<int, string> owner)
    {
        var service = _app.Services.GetRequiredService<ApiTokenService>();
        var tokens = new string[count];
        for (var i = 0; i < count; i++)
        {
            var creation = await service.CreateAsync(owner(i), new() { Name = $"Token {i}", Scopes = ["read:tasks"], RateLimit = NewApiToken.MaximumRateLimit });
            tokens[i] = creation.Issued?.Value ?? throw new InvalidOperationException($"No token was made: {creation.Status}.");
        }

        return tokens;
    }

    public async Task<HttpStatusCode> CallAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Authorization = new("Bearer", token);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
