using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Providers.Selection;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;
using Dhafnck.McpAuth.Tokens.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers the built-in providers and their dependencies.</summary>
internal static class ProvidersRegistration
{
    public static void Add(McpAuthBuilder builder)
    {
        builder.Services.AddSingleton(builder.Providers);
        builder.AddProvider<JwtBearerAuthProvider>(McpAuthTypes.Jwt)
            .AddProvider(McpAuthTypes.Env, typeof(EnvAuthProvider), services => new EnvAuthProvider(
                services.GetRequiredService<EnvAuthOptions>(),
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
        builder.Services.AddSingleton(services => new ActiveProviders(
            [.. services.GetRequiredService<IOptions<McpAuthOptions>>().Value.GetAuthTypes().Select(type => Active(services, type))]));
        builder.Services.AddSingleton(services => services.GetRequiredService<ActiveProviders>().Only?.Provider
            ?? throw new InvalidOperationException("Several authentication types are active. Resolve a provider by its type: GetRequiredKeyedService<IMcpAuthProvider>(\"jwt\")."));
        builder.Services.AddHostedService<ProviderCheck>();
    }

    /// <summary>The provider of a type, whether it is active or not.</summary>
    public static ActiveProvider Active(IServiceProvider services, string type) =>
        new(type, services.GetRequiredKeyedService<IMcpAuthProvider>(type), services.GetRequiredService<TimeProvider>());
}
