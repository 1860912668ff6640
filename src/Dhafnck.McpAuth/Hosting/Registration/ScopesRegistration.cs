using Dhafnck.McpAuth.Bearer.OpenRequests;
using Dhafnck.McpAuth.Bearer.Stdio;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Scopes.Operations;
using Dhafnck.McpAuth.Scopes.Sdk;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers the scope catalog and the operation checks inside the SDK.</summary>
internal static class ScopesRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(provider => new ScopeCatalog(provider.GetServices<ScopeDefinition>()));
        services.AddSingleton<IAuthorizationHandler, ScopeAuthorizationHandler>();
        services.AddSingleton<OperationRequirements>();
        services.AddSingleton(provider => new ToolScopes(
            provider.GetRequiredService<IOptions<McpServerOptions>>(),
            provider.GetRequiredService<ScopeCatalog>(),
            provider.GetRequiredService<ScopeOptions>(),
            provider.GetRequiredService<OperationRequirements>()));
        services.AddSingleton<OperationAuthorizer>();
        services.AddSingleton<GuardedScopes>();
        services.AddSingleton<UnfilteredRequests>();
        services.AddSingleton<OperationCheck>();
        services.AddSingleton<GuardedPrimitives>();
        services.AddSingleton<IPostConfigureOptions<McpServerOptions>, OperationFilters>();
        services.AddSingleton<IPostConfigureOptions<McpServerOptions>, ToolCalls>();
        services.AddHostedService<RequiredScopeCheck>();

        // Without the SDK's filters, one tool with [RequiredScope] makes every list and call fail.
        services.AddMcpServer().AddAuthorizationFilters();
        var filters = FindSdkFilters(services);
        services.Remove(filters);
        services.AddSingleton(provider => new SdkAuthorization((IConfigureOptions<McpServerOptions>)ActivatorUtilities.CreateInstance(provider, filters.ImplementationType!)));
        services.AddSingleton<IPostConfigureOptions<McpServerOptions>, AuthorizationFilters>();

        // Replace the SDK's post-configuration with this library's and run it last, so that it sees everything the
        // application added.
        services.AddTransient<IOptionsFactory<McpServerOptions>>(provider => new OptionsFactory<McpServerOptions>(
            provider.GetServices<IConfigureOptions<McpServerOptions>>(),
            provider.GetServices<IPostConfigureOptions<McpServerOptions>>().Where(setup => setup.GetType() != filters.ImplementationType).OrderBy(Rank),
            provider.GetServices<IValidateOptions<McpServerOptions>>()));
    }

    // AddAuthorizationFilters has just added this registration. Its type is not public, so check that it is the SDK's.
    private static ServiceDescriptor FindSdkFilters(IServiceCollection services)
    {
        var last = services.LastOrDefault(service => service.ServiceType == typeof(IConfigureOptions<McpServerOptions>));
        return last is { ImplementationType.Assembly: var assembly } && assembly == typeof(HttpServerTransportOptions).Assembly
            ? last
            : throw new InvalidOperationException(
                "The authorization filters of the MCP SDK were not found. This version of ModelContextProtocol.AspNetCore registers them differently. "
                + "Use a version of the SDK that this version of Dhafnck.McpAuth supports.");
    }

    // The filters that track calls do not authorize, and must be outside those that do. They need the caller, whom the gate of
    // standard input and output states.
    private static int Rank(IPostConfigureOptions<McpServerOptions> setup) => setup switch
    {
        StdioFilter => 3,
        OpenCalls => 2,
        AuthorizationFilters => 1,
        _ => 0,
    };
}
