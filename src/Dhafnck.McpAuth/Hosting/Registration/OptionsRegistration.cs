using Dhafnck.McpAuth.Hosting.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers <see cref="McpAuthOptions"/>, and each options group as its own service.</summary>
internal static class OptionsRegistration
{
    private const string StdioIsNotSupported =
        "AddMcpAuth() authenticates HTTP requests, and WithStdioServerTransport() has none: its client is the process that starts the server. "
        + "Remove WithStdioServerTransport(), or remove AddMcpAuth() from servers that use it.";

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<McpAuthOptions>().Validate<IServiceProvider>(IsHttpOnly, StdioIsNotSupported).ValidateOnStart();
        services.AddSingleton<IConfigureOptions<McpAuthOptions>, McpAuthOptionsSetup>();
        services.AddSingleton<IPostConfigureOptions<McpAuthOptions>, McpAuthOptionsSetup>();
        services.AddSingleton<IValidateOptions<McpAuthOptions>, McpAuthOptionsValidator>();

        // Each component receives only its own options.
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Jwt);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Env);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.None);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Scopes);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Tokens);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Cache);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Usage);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Webhook);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Resource);
        services.TryAddSingleton(TimeProvider.System);
    }

    // The SDK registers a transport for a server with a single session; HTTP has one for each request or session.
    private static bool IsHttpOnly(McpAuthOptions options, IServiceProvider services) =>
        services.GetService<IServiceProviderIsService>()?.IsService(typeof(ITransport)) != true;
}
