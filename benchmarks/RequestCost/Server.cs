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
        var (app, folder) = await BuildAsync(variant, _ => { });
        app.MapControl(count => variant.CreateTokensAsync(app, count));
        await app.RunUntilParentEndsAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Builds the server of a variant, which keeps its files in a folder of its own.</summary>
    public static async Task<(WebApplication App, DirectoryInfo Folder)> BuildAsync(Variant variant, Action<IServiceCollection> configure)
    {
        var folder = Directory.CreateTempSubdirectory("request-cost-");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder.FullName, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddMcpServer().WithHttpTransport(options => options.Stateless = true).WithTools<EchoTool>();

        // A client waits for the turns of others.
        builder.WebHost.ConfigureKestrel(options => options.Limits.KeepAliveTimeout = TimeSpan.FromHours(1));
        variant.AddTo(builder);
        configure(builder.Services);
        var app = builder.Build();
        variant.Protect(app.MapMcp(Mcp));
        variant.Protect(app.MapGet(Empty, () => { }));
        await variant.PrepareAsync(app);
        return (app, folder);
    }
}
