using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Api;
using Dhafnck.McpAuth.Tokens.Api.OpenApi;
using Dhafnck.McpAuth.Tokens.Issuers;
using Dhafnck.McpAuth.Tokens.Page;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.AspNetCore.Authentication;
using ModelContextProtocol.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds authentication to an MCP server.</summary>
public static class McpAuthServiceCollectionExtensions
{
    /// <summary>
    /// Adds the authentication that <c>MCP_AUTH_TYPE</c> names, the scheme <c>McpBearer</c>, the scopes and the token
    /// system. Protect the endpoints with <c>app.MapMcp("/mcp").RequireMcpAuth()</c>. Settings come from the section
    /// <c>McpAuth</c>, from environment variables and from <paramref name="configure"/>; a later
    /// source overrides an earlier one. Invalid settings stop the host when it starts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the settings in code.</param>
    /// <returns>A builder for the application's own providers, stores and scopes.</returns>
    public static McpAuthBuilder AddMcpAuth(this IServiceCollection services, Action<McpAuthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var known = services.FirstOrDefault(service => service.ServiceType == typeof(ProviderRegistry))?.ImplementationInstance as ProviderRegistry;
        var mcpAuth = new McpAuthBuilder(services, known ?? new());
        if (known is null)
        {
            AddOptions(services);
            AddProviders(mcpAuth);
            AddTokens(services);
            AddBearer(services);
            AddScopes(services);
            AddUsage(services);
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return mcpAuth;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<McpAuthOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<McpAuthOptions>, McpAuthOptionsSetup>();
        services.AddSingleton<IPostConfigureOptions<McpAuthOptions>, McpAuthOptionsSetup>();
        services.AddSingleton<IValidateOptions<McpAuthOptions>, McpAuthOptionsValidator>();

        // The rooms below know their own settings alone.
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

    private static void AddProviders(McpAuthBuilder builder)
    {
        builder.Services.AddSingleton(builder.Providers);
        builder.AddProvider<JwtBearerAuthProvider>(McpAuthTypes.Jwt)
            .AddProvider(McpAuthTypes.Env, typeof(EnvAuthProvider), services => new EnvAuthProvider(
                services.GetRequiredService<StaticTokenOptions>(),
                services.GetRequiredService<ScopeOptions>()))
            .AddProvider(McpAuthTypes.None, typeof(NoAuthProvider), services => new NoAuthProvider(
                services.GetRequiredService<NoAuthOptions>(),
                services.GetRequiredService<ScopeOptions>(),
                services.GetRequiredService<IHostEnvironment>().IsDevelopment()));
        builder.Services.AddSingleton(services => new JwtBearerAuthDependencies(
            services.GetRequiredService<JwtOptions>(),
            services.GetRequiredService<TokenRecords>(),
            services.GetRequiredService<VerifiedTokens>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IHttpClientFactory>()));
        builder.Services.AddSingleton<VerifiedTokens>();
        builder.Services.AddHttpClient(IssuerDocuments.ClientName, client =>
            {
                client.Timeout = IssuerDocuments.Patience;
                client.MaxResponseContentBufferSize = IssuerDocuments.MaximumBytes;
            })
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        builder.Services.AddSingleton(services => services.GetRequiredKeyedService<IMcpAuthProvider>(
            services.GetRequiredService<IOptions<McpAuthOptions>>().Value.AuthType));
    }

    private static void AddTokens(IServiceCollection services)
    {
        services.TryAddSingleton<ITokenStore, InMemoryTokenStore>();
        services.TryAddSingleton<ITokenOwnerPolicy, EveryOwnerPolicy>();
        services.AddSingleton<TokenRecords>();
        services.AddSingleton(provider => new WriteGate(provider.GetRequiredService<TokenLimits>().ConcurrentWrites));
        services.AddSingleton<TokenWriteLimit>();
        services.AddSingleton(provider => new StoreDeadline(
            provider.GetRequiredService<TokenCacheOptions>().StalenessBound,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ApiTokenService(
            new BoundedTokenStore(
                new ObservedTokenStore(provider.GetRequiredService<ITokenStore>(), provider.GetRequiredService<TokenRecords>()),
                provider.GetRequiredService<StoreDeadline>(),
                provider.GetRequiredService<WriteGate>()),
            provider.GetRequiredService<ITokenOwnerPolicy>(),
            provider.GetRequiredService<JwtOptions>(),
            provider.GetRequiredService<TokenLimits>(),
            provider.GetRequiredService<ScopeCatalog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<TokenEvents>()));
        services.AddHostedService<ChangeWatcher>();
        services.AddHostedService<TokenPruner>();
        services.AddSingleton(provider => TokenValidationProvider.Of(
            provider.GetRequiredService<IMcpAuthProvider>(),
            () => provider.GetRequiredKeyedService<IMcpAuthProvider>(McpAuthTypes.Jwt)));
        services.AddSingleton<IApiDescriptionProvider, TokenApiDescriptionProvider>();
        services.AddSingleton<TokenPageAssets>();
        services.AddSingleton<MappedPaths>();
    }

    private static void AddUsage(IServiceCollection services)
    {
        services.TryAddSingleton<IUsageStore, InMemoryUsageStore>();
        services.TryAddSingleton<ITokenRateLimiters, WindowRateLimiters>();
        services.AddSingleton<TokenActivities>();
        services.AddSingleton<UnusualUse>();
        services.AddSingleton<IPostConfigureOptions<McpServerOptions>, ToolUse>();

        // The dispatcher first: it ends last, when the writer has noticed what there was to notice.
        services.AddSingleton<TokenEvents>();
        services.AddSingleton<ITokenEventSink, LoggingTokenEventSink>();
        services.AddSingleton<ITokenEventSink, WebhookTokenEventSink>();

        // Without the client's own log, which has the address, and the address can hold a secret.
        services.AddHttpClient(WebhookTokenEventSink.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddHostedService<TokenEventDispatcher>();
        services.AddHostedService<ExpiryWatch>();
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWriter>());
    }

    private static void AddBearer(IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, McpBearerHandler>(McpBearerDefaults.AuthenticationScheme, null);
        services.AddSingleton<EndpointScheme>();
        services.AddSingleton<IPostConfigureOptions<AuthenticationOptions>, DefaultSchemeSetup>();
        services.AddSingleton<ProtectedResources>();
        services.AddSingleton<OwnTokens>();
        services.AddSingleton<MetadataReferral>();
        services.AddSingleton<OriginGate>();
        services.AddSingleton<IStartupFilter, OAuthProbes>();
        services.AddSingleton<IConfigureOptions<AuthenticationOptions>, ResourceMetadataSetup>();
        services.AddSingleton<IConfigureOptions<McpAuthenticationOptions>, ResourceMetadataSetup>();
        services.AddAuthorization();
        services.AddSingleton<BearerAuthenticator>();
        services.AddSingleton<RequestPrincipal>();
        services.AddSingleton<McpAuthGate>();
        services.AddSingleton<OperationGate>();
        services.AddSingleton<McpServerLookup>();
        services.AddSingleton<McpSessions>();
        services.AddSingleton<IPostConfigureOptions<HttpServerTransportOptions>>(provider => provider.GetRequiredService<McpSessions>());
        services.AddSingleton<RequestLimit>();
        services.AddSingleton<RequestUse>();
        services.AddSingleton<TokenApiGate>();
        services.AddSingleton<TokenFreshness>();
        services.AddSingleton<OpenUses>();
        services.AddSingleton<OpenCalls>();
        services.AddSingleton<ICallFollower>(provider => provider.GetRequiredService<OpenCalls>());
        services.AddSingleton<IPostConfigureOptions<McpServerOptions>>(provider => provider.GetRequiredService<OpenCalls>());
        services.AddSingleton<OpenUseEnding>();
        services.AddHostedService<OpenUseWatch>();
        services.AddSingleton<IStartupFilter, EndpointCheck>();
        services.AddSingleton<IStartupFilter, ResourceMetadataFilter>();

        // Outside of all others: the routing wants to meet one and the same builder again.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, MiddlewareBypass>());
        services.AddHostedService<StartupReport>();
    }

    private static void AddScopes(IServiceCollection services)
    {
        services.AddSingleton(provider => new ScopeCatalog(provider.GetServices<ScopeDefinition>()));
        services.AddSingleton<IAuthorizationHandler, ScopeAuthorizationHandler>();
        services.AddSingleton<OperationRequirements>();
        services.AddSingleton<OperationAuthorizer>();
        services.AddSingleton<GuardedScopes>();
        services.AddSingleton<UnfilteredRequests>();
        services.AddSingleton<OperationFilters>();
        services.AddSingleton<IPostConfigureOptions<McpServerOptions>>(provider => provider.GetRequiredService<OperationFilters>());
        services.AddHostedService<RequiredScopeCheck>();

        // Without the SDK's filters a tool under [RequiredScope] makes every list and call fail.
        services.AddMcpServer().AddAuthorizationFilters();
        var filters = services.Last(service => service.ServiceType == typeof(IConfigureOptions<McpServerOptions>));
        services.Remove(filters);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AuthorizationFilters>(
            provider,
            ActivatorUtilities.CreateInstance(provider, filters.ImplementationType!)));
        services.AddSingleton<IPostConfigureOptions<McpServerOptions>>(provider => provider.GetRequiredService<AuthorizationFilters>());

        // Ours in the place of the SDK's, and behind all others: what is added later would not be seen.
        services.AddTransient<IOptionsFactory<McpServerOptions>>(provider => new OptionsFactory<McpServerOptions>(
            provider.GetServices<IConfigureOptions<McpServerOptions>>(),
            provider.GetServices<IPostConfigureOptions<McpServerOptions>>().Where(setup => setup.GetType() != filters.ImplementationType).OrderBy(Rank),
            provider.GetServices<IValidateOptions<McpServerOptions>>()));
    }

    // The filters that follow calls authorize nothing, and stand around those that do.
    private static int Rank(IPostConfigureOptions<McpServerOptions> setup) => setup switch
    {
        OpenCalls => 2,
        AuthorizationFilters => 1,
        _ => 0,
    };
}
