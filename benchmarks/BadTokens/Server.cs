using Dhafnck.McpAuth.Tokens;
using Load;
using Microsoft.EntityFrameworkCore;

namespace BadTokens;

/// <summary>A protected endpoint that does nothing, with tokens in a SQLite file.</summary>
internal static class Server
{
    public const string SecretKey = "a key for a benchmark, of more than thirty-two bytes";

    /// <summary>A request to the endpoint.</summary>
    public static string Request(string token) => $"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n";

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bad-tokens-");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder.FullName, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);

        // The connections of the good clients rest while the bad ones call.
        builder.WebHost.ConfigureKestrel(options => options.Limits.KeepAliveTimeout = TimeSpan.FromHours(1));
        builder.Configuration["JWT_SECRET_KEY"] = SecretKey;
        builder.AddMcpAuth().AddEntityFrameworkStores(options => options.UseSqlite($"Data Source={Path.Combine(folder.FullName, "tokens.db")}"));
        var app = builder.Build();
        app.MapGet("/", () => { }).RequireMcpAuth();
        app.MapControl(async count =>
        {
            var service = app.Services.GetRequiredService<ApiTokenService>();
            var tokens = new List<string>();
            for (var i = 0; i < count; i++)
            {
                var creation = await service.CreateAsync($"owner-{i}", new() { Name = "t", Scopes = ["read:tasks"], RateLimit = NewApiToken.MaximumRateLimit });
                tokens.Add(creation.Issued?.Value ?? throw new InvalidOperationException($"No token was made: {creation.Status}."));
            }

            return tokens;
        });
        await app.MigrateMcpAuthAsync();
        await app.RunUntilParentEndsAsync();
        folder.Delete(recursive: true);
    }
}
