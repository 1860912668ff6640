using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Hosting.Registration;
using Dhafnck.McpAuth.Hosting.Settings;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds authentication to an MCP server.</summary>
public static class McpAuthServiceCollectionExtensions
{
    /// <summary>
    /// Adds the authentication type that <c>MCP_AUTH_TYPE</c> selects, the scheme <c>McpBearer</c>, the scopes and the token
    /// services. Protect the endpoints with <c>app.MapMcp("/mcp").RequireMcpAuth()</c>. Settings come from the configuration
    /// section <c>McpAuth</c>, from environment variables and from <paramref name="configure"/>. A later source overrides an
    /// earlier one. Invalid settings prevent the host from starting.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options in code.</param>
    /// <returns>A builder for the application's own providers, stores and scopes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddMcpAuth(this IServiceCollection services, Action<McpAuthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var known = services.FirstOrDefault(service => service.ServiceType == typeof(ProviderRegistry))?.ImplementationInstance as ProviderRegistry;
        var mcpAuth = new McpAuthBuilder(services, known ?? new());
        if (known is null)
        {
            OptionsRegistration.Add(services);
            ProvidersRegistration.Add(mcpAuth);
            TokensRegistration.Add(services);
            ScannersRegistration.Add(services);
            BearerRegistration.Add(services);
            ScopesRegistration.Add(services);
            UsageRegistration.Add(services);
            TelemetryRegistration.Add(services);
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return mcpAuth;
    }
}
