using Dhafnck.McpAuth;
using Dhafnck.McpAuth.AuthorizationServer;
using Dhafnck.McpAuth.AuthorizationServer.Applications;
using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Clients;
using Dhafnck.McpAuth.AuthorizationServer.Consent;
using Dhafnck.McpAuth.AuthorizationServer.Enterprise;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Protocol;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;
using Dhafnck.McpAuth.AuthorizationServer.Workloads;
using Dhafnck.McpAuth.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides <c>AddAuthorizationServer()</c>, with which MCP clients connect by URL.</summary>
public static class AuthorizationServerBuilderExtensions
{
    /// <summary>
    /// Adds an OAuth authorization server (RFC 6749, MCP authorization) on OpenIddict. Its users are those of the application's own
    /// sign-in. Its access tokens are API tokens: each connection of a client is a record. It needs
    /// <c>AddEntityFrameworkStores(...)</c>, in whose database it keeps tables of its own, and <c>MCP_PUBLIC_URL</c>. Map it with
    /// <c>app.MapMcpAuthorizationServer().RequireAuthorization("signed-in")</c>.
    /// </summary>
    /// <remarks>
    /// Authorization codes and refresh tokens are protected with ASP.NET Core Data Protection. Processes that serve the same users
    /// share its keys anyway, because their sign-in cookies need them.
    /// </remarks>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <param name="configure">Changes the options in code.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddAuthorizationServer(this McpAuthBuilder builder, Action<AuthorizationServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.All(service => service.ServiceType != typeof(ServerAddress)))
        {
            AddOptions(services);
            builder.AddEntityFrameworkTables<AuthorizationServerDbContext>(AuthorizationServerDbContext.HistoryTable);
            ClientsRegistration.Add(services);
            ConsentRegistration.Add(services);
            services.AddSingleton<ServerAddress>();
            services.AddSingleton<StoreFailures>();
            services.AddSingleton<GrantableScopes>();
            services.AddSingleton<ConsentRequests>();
            services.AddSingleton<WorkloadIdentities>();
            services.AddSingleton<WorkloadTokens>();
            services.AddSingleton<Assertions>();
            services.AddSingleton<UsedAssertions>();
            services.AddSingleton<ReusedConnections>();
            services.AddSingleton<RedemptionUndo>();
            services.AddScoped<ClientApplications>();
            services.AddScoped<AuthorizeEndpoint>();
            OpenIddictRegistration.Add(services);
            services.AddSingleton<IStartupFilter, PublicEndpoints>();
            services.AddSingleton<IStartupFilter, EndpointCheck>();
            services.AddHostedService<StartCheck>();
            services.AddHostedService<EntryPruner>();
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return builder;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<AuthorizationServerOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<AuthorizationServerOptions>, AuthorizationServerOptionsSetup>();
        services.AddSingleton<IValidateOptions<AuthorizationServerOptions>, AuthorizationServerOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<AuthorizationServerOptions>>().Value.Clients);

        // Before the core's own, which derives other settings from what this one adds.
        services.Insert(0, ServiceDescriptor.Singleton<IPostConfigureOptions<McpAuthOptions>, ResourceSetup>());
    }
}
