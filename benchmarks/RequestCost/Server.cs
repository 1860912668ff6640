using Load;
using RequestCost.Variants;

namespace RequestCost;

/// <summary>The server that every variant is: one small tool, and an endpoint that does nothing.</summary>
internal static class Server
{
    public const string Mcp = "/mcp";
    public const string Empty = "/empty";

    public static async Task RunAsync(string variantName)
    {
        var variant = Variant.All[variantName];
        var folder = Directory.CreateTempSubdirectory("request-cost-");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder.FullName, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddMcpServer().WithHttpTransport(options => options.Stateless = true).WithTools<EchoTool>();

        // A client waits for the turns of others.
        builder.WebHost.ConfigureKestrel(options => options.Limits.KeepAliveTimeout = TimeSpan.FromHours(1));
        variant.AddTo(builder);
        var app = builder.Build();
        variant.Protect(app.MapMcp(Mcp));
        variant.Protect(app.MapGet(Empty, () => { }));
        app.MapControl(count => variant.CreateTokensAsync(app, count));
        await variant.PrepareAsync(app);
        await app.RunUntilParentEndsAsync();
        folder.Delete(recursive: true);
    }
}
