using System.Net;
using Microsoft.EntityFrameworkCore;

namespace RevocationLatency;

/// <summary>A protected endpoint on Kestrel, and a client of it.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>Push by PostgreSQL; otherwise it is by the Redis at an address.</summary>
    public const string Notify = "notify";

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private Server(WebApplication app)
    {
        _app = app;
        _http = new() { BaseAddress = new(app.Urls.First()) };
    }

    public IServiceProvider Services => _app.Services;

    public static bool IsPostgres(string database) => database.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    public static async Task<Server> StartAsync(string database, string? push)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["JWT_SECRET_KEY"] = "a key for a benchmark, of more than thirty-two bytes";
        if (push is not null)
        {
            builder.Configuration["McpAuth:Cache:PollInterval"] = "00:00:10";
            builder.Configuration["McpAuth:Cache:StalenessBound"] = "00:00:30";
        }

        var mcpAuth = builder.AddMcpAuth().AddEntityFrameworkStores(options =>
        {
            if (IsPostgres(database))
            {
                options.UseNpgsql(database);
            }
            else
            {
                options.UseSqlite(database);
            }
        });
        if (push is not null)
        {
            _ = push == Notify ? mcpAuth.AddPostgresNotifications() : mcpAuth.AddRedis(push, redis => redis.SharedRateLimits = false);
        }

        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", () => "").RequireMcpAuth();
        await app.MigrateMcpAuthAsync();
        await app.StartAsync();
        return new(app);
    }

    public async Task<HttpStatusCode> UseAsync(string token)
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
