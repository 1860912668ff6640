using Dhafnck.McpAuth.Hosting.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers <see cref="McpAuthOptions"/>, and each options group as its own service.</summary>
internal static class OptionsRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions<McpAuthOptions>()
            .Validate<IServiceProvider>((_, provider) => StdioRegistration.HasGate(provider), StdioRegistration.GateIsMissing)
            .Validate<IServiceProvider>((_, provider) => StdioRegistration.HasTransport(provider), StdioRegistration.TransportIsMissing)
            .Validate<IServiceProvider>(StdioRegistration.CanProve, StdioRegistration.ProofsAreRequired)
            .ValidateOnStart();
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
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Scanners);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Dpop);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<McpAuthOptions>>().Value.Stdio);
        services.TryAddSingleton(TimeProvider.System);
    }
}
