using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Takes what an application adds to <c>AddMcpAuth()</c>.</summary>
public sealed class McpAuthBuilder
{
    internal McpAuthBuilder(IServiceCollection services, ProviderRegistry providers)
    {
        Services = services;
        Providers = providers;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    internal ProviderRegistry Providers { get; }

    /// <summary>Puts a provider of the application's own in the place of <c>jwt</c>: one that checks more of an API token.</summary>
    /// <typeparam name="TProvider">The provider, made from the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddProvider<TProvider>()
        where TProvider : JwtBearerAuthProvider =>
        AddProvider<TProvider>(McpAuthTypes.Jwt);

    /// <summary>Adds a provider of the application's own, or puts it in the place of the one of that name.</summary>
    /// <typeparam name="TProvider">The provider, made from the service provider as a singleton.</typeparam>
    /// <param name="name">The name that <c>MCP_AUTH_TYPE</c> selects it by, in any case.</param>
    public McpAuthBuilder AddProvider<TProvider>(string name)
        where TProvider : class, IMcpAuthProvider
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return AddProvider(name, typeof(TProvider), services => ActivatorUtilities.CreateInstance<TProvider>(services));
    }

    /// <summary>
    /// Keeps the tokens' records in a store of the application's own. What tokens are used for is kept in memory, unless
    /// <see cref="AddUsageStore"/> adds a store for that too.
    /// </summary>
    /// <typeparam name="TStore">The store, made from the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddTokenStore<TStore>()
        where TStore : class, ITokenStore
    {
        Services.Replace(ServiceDescriptor.Singleton<ITokenStore, TStore>());
        return this;
    }

    /// <summary>Keeps what tokens are used for in a store of the application's own.</summary>
    /// <typeparam name="TStore">The store, made from the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddUsageStore<TStore>()
        where TStore : class, IUsageStore
    {
        Services.Replace(ServiceDescriptor.Singleton<IUsageStore, TStore>());
        return this;
    }

    /// <summary>Limits the requests of tokens by limiters of the application's own, which all its processes can share.</summary>
    /// <typeparam name="TLimiters">What gives each token its limiter, made from the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddTokenRateLimiters<TLimiters>()
        where TLimiters : class, ITokenRateLimiters
    {
        Services.Replace(ServiceDescriptor.Singleton<ITokenRateLimiters, TLimiters>());
        return this;
    }

    /// <summary>Tells a sink of the application's own what happens to tokens, beside the log and the webhook.</summary>
    /// <typeparam name="TSink">The sink, made from the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddTokenEventSink<TSink>()
        where TSink : class, ITokenEventSink
    {
        Services.AddSingleton<ITokenEventSink, TSink>();
        return this;
    }

    /// <summary>Asks a policy of the application's own what owners may grant, and whether they are still there.</summary>
    /// <typeparam name="TPolicy">The policy, made from the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddTokenOwnerPolicy<TPolicy>()
        where TPolicy : class, ITokenOwnerPolicy
    {
        Services.Replace(ServiceDescriptor.Singleton<ITokenOwnerPolicy, TPolicy>());
        return this;
    }

    /// <summary>Adds a scope to the catalog, so that tokens can be granted it.</summary>
    /// <param name="name">The scope's name, such as <c>read:files</c>: a scope-token of RFC 6749 §3.3.</param>
    /// <param name="description">What it lets a token do, in a few words for the person who grants it.</param>
    /// <param name="permission">The MCP permission that it carries, such as <c>mcp:read</c>, or none.</param>
    /// <param name="implies">The scopes that it includes. <c>write:x</c> includes <c>read:x</c> without being told.</param>
    /// <exception cref="ArgumentException">When the catalog is made: see <see cref="ScopeCatalog"/>.</exception>
    public McpAuthBuilder AddScope(string name, string description, string? permission = null, params string[] implies) =>
        AddScope(new ScopeDefinition { Name = name, Description = description, Permission = permission, Implies = [.. implies] });

    /// <summary>Adds a scope to the catalog, so that tokens can be granted it, or scopes can imply it.</summary>
    /// <param name="scope">The scope.</param>
    /// <exception cref="ArgumentException">When the catalog is made: see <see cref="ScopeCatalog"/>.</exception>
    public McpAuthBuilder AddScope(ScopeDefinition scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Services.AddSingleton(scope);
        return this;
    }

    internal McpAuthBuilder AddProvider(string name, Type type, Func<IServiceProvider, IMcpAuthProvider> create)
    {
        name = name.Trim().ToLowerInvariant();
        Providers.Set(name, type);
        Services.AddKeyedSingleton(name, (services, _) => create(services));
        return this;
    }
}
