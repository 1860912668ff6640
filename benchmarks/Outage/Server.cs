using System.Globalization;
using Dhafnck.McpAuth.Tokens;
using Load;
using Microsoft.EntityFrameworkCore;

namespace Outage;

/// <summary>A protected endpoint that does nothing, with tokens in a database that can be made to fail.</summary>
internal static class Server
{
    private const int TokensPerOwner = 50;

    /// <summary>A request to the endpoint.</summary>
    public static string Request(string token) => $"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n";

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("outage-");
        var database = new BrokenDatabase();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder.FullName, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);

        // The connections of those who are refused rest while others are served.
        builder.WebHost.ConfigureKestrel(options => options.Limits.KeepAliveTimeout = TimeSpan.FromHours(1));
        builder.Configuration["JWT_SECRET_KEY"] = "a key for a benchmark, of more than thirty-two bytes";
        builder.AddMcpAuth().AddEntityFrameworkStores(options => options.UseSqlite($"Data Source={Path.Combine(folder.FullName, "tokens.db")}").AddInterceptors(database));
        var app = builder.Build();
        app.MapGet("/", () => { }).RequireMcpAuth();
        app.MapGet("/control/refuse", () => Set(database, refuses: true, hangs: false));
        app.MapGet("/control/hang", () => Set(database, refuses: false, hangs: true));
        app.MapGet("/control/restore", () => Set(database, refuses: false, hangs: false));
        app.MapControl(count => CreateTokensAsync(app, count));
        await app.MigrateMcpAuthAsync();
        await app.RunUntilParentEndsAsync();
        folder.Delete(recursive: true);
    }

    // The load's client reads answers that are numbers.
    private static string Set(BrokenDatabase database, bool refuses, bool hangs)
    {
        (database.Refuses, database.Hangs) = (refuses, hangs);
        return 0.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<string>> CreateTokensAsync(WebApplication app, int count)
    {
        var service = app.Services.GetRequiredService<ApiTokenService>();
        var tokens = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var creation = await service.CreateAsync($"owner-{i / TokensPerOwner}", new() { Name = "t", Scopes = ["read:tasks"], RateLimit = NewApiToken.MaximumRateLimit });
            tokens.Add(creation.Issued?.Value ?? throw new InvalidOperationException($"No token was made: {creation.Status}."));
        }

        return tokens;
    }
}
