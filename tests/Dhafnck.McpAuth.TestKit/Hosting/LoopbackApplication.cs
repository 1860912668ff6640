using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>An application on Kestrel at a free loopback port.</summary>
public static class LoopbackApplication
{
    /// <summary>The argument without which a host watches its whole working directory, thousands of folders, for changes of its settings.</summary>
    public const string WatchesNoFiles = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>A builder that knows what the test says alone, not what the machine's environment holds, and logs nothing.</summary>
    public static WebApplicationBuilder CreateBuilder(string environment = "Production")
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment, Args = [WatchesNoFiles] });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }
}
