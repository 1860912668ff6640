using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Hosting.Settings;
using Dhafnck.McpAuth.Providers.Selection;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Api;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.OpenApi;
using Dhafnck.McpAuth.Tokens.Operations;
using Dhafnck.McpAuth.Tokens.Page;
using Dhafnck.McpAuth.Tokens.Push;
using Dhafnck.McpAuth.Tokens.Records;
using Dhafnck.McpAuth.Tokens.Stores;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers the token records, the operations on them, the REST API and the token page.</summary>
internal static class TokensRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<ITokenStore, InMemoryTokenStore>();
        services.TryAddSingleton<ITokenOwnerPolicy, EveryOwnerPolicy>();
        services.AddSingleton<TokenRecords>();
        services.AddSingleton(provider => new WriteGate(provider.GetRequiredService<ApiTokenOptions>().ConcurrentWrites));
        services.AddSingleton<TokenWriteLimit>();
        services.AddSingleton(provider => new StoreDeadline(
            provider.GetRequiredService<TokenCacheOptions>().StalenessBound,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TokenOperations(
            StoreForWrites(provider),
            provider.GetRequiredService<ITokenOwnerPolicy>(),
            provider.GetRequiredService<JwtOptions>(),
            provider.GetRequiredService<ApiTokenOptions>(),
            provider.GetRequiredService<ScopeCatalog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<TokenEvents>()));
        services.AddSingleton(provider => new ApiTokenService(provider.GetRequiredService<TokenOperations>()));
        services.AddSingleton(provider => new ApiTokenAdministration(provider.GetRequiredService<TokenOperations>(), provider.GetRequiredService<TokenRetention>()));
        services.AddSingleton(provider => new ApiTokenConnections(
            provider.GetRequiredService<TokenOperations>(),
            provider.GetRequiredService<JwtOptions>(),
            provider.GetRequiredService<ApiTokenOptions>(),
            provider.GetRequiredService<ScopeCatalog>()));
        services.AddHostedService<ChangeWatcher>();
        services.AddHostedService<RecordRefresh>();
        services.AddSingleton<TokenRetention>();
        services.AddHostedService<TokenPruner>();
        services.AddSingleton<ClockSkew>();
        services.AddHostedService<ClockWatch>();
        services.AddSingleton(provider => TokenValidationProvider.Of(
            provider.GetRequiredService<ActiveProviders>(),
            provider.GetRequiredService<ProviderRegistry>().UsesStoredTokens,
            () => ProvidersRegistration.Active(provider, McpAuthTypes.Jwt)));
        services.AddSingleton<IApiDescriptionProvider, TokenApiDescriptionProvider>();
        services.AddSingleton<TokenPageAssets>();
        services.AddSingleton<MappedPaths>();
    }

    /// <summary>Adds the push of changes to other processes.</summary>
    public static void AddPush(IServiceCollection services, Func<IServiceProvider, ITokenChangeFeed> create)
    {
        services.Replace(ServiceDescriptor.Singleton(create));
        services.TryAddSingleton<ChangeAnnouncements>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TokenPush>());
    }

    private static BoundedTokenStore StoreForWrites(IServiceProvider provider) => new(
        new ObservedTokenStore(provider.GetRequiredService<ITokenStore>(), provider.GetRequiredService<TokenRecords>(), provider.GetService<ChangeAnnouncements>()),
        provider.GetRequiredService<StoreDeadline>(),
        provider.GetRequiredService<WriteGate>());
}
