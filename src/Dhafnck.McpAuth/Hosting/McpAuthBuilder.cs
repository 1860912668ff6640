using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Hosting.Registration;
using Dhafnck.McpAuth.Hosting.Settings;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Adds the application's own providers, stores and scopes to <c>AddMcpAuth()</c>.</summary>
public sealed class McpAuthBuilder
{
    // What a trimmed application has to keep of a type that the service provider creates.
    private const DynamicallyAccessedMemberTypes Created = DynamicallyAccessedMemberTypes.PublicConstructors;

    internal McpAuthBuilder(IServiceCollection services, ProviderRegistry providers)
    {
        Services = services;
        Providers = providers;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    internal ProviderRegistry Providers { get; }

    /// <summary>Replaces the provider of the type <c>jwt</c> with the application's own, which adds checks for API tokens.</summary>
    /// <typeparam name="TProvider">The provider, created by the service provider as a singleton.</typeparam>
    public McpAuthBuilder UseProvider<[DynamicallyAccessedMembers(Created)] TProvider>()
        where TProvider : JwtBearerAuthProvider =>
        AddProvider<TProvider>(McpAuthTypes.Jwt);

    /// <summary>Adds the application's own provider. It replaces a provider of the same name.</summary>
    /// <typeparam name="TProvider">The provider, created by the service provider as a singleton.</typeparam>
    /// <param name="name">The name with which <c>MCP_AUTH_TYPE</c> selects the provider. It is case-insensitive.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, white space, or contains a comma.</exception>
    public McpAuthBuilder AddProvider<[DynamicallyAccessedMembers(Created)] TProvider>(string name)
        where TProvider : class, IMcpAuthProvider
    {
        return AddProvider(name, typeof(TProvider), services => ActivatorUtilities.CreateInstance<TProvider>(services));
    }

    /// <summary>Adds a provider that a factory creates, such as one of several of the same class. It replaces a provider of the same name.</summary>
    /// <typeparam name="TProvider">The provider, a singleton.</typeparam>
    /// <param name="name">The name with which <c>MCP_AUTH_TYPE</c> selects the provider. It is case-insensitive.</param>
    /// <param name="create">Creates the provider.</param>
    /// <param name="isActiveByDefault">Whether the provider is active if <c>MCP_AUTH_TYPE</c> is not set.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, white space, or contains a comma.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is <see langword="null"/>.</exception>
    public McpAuthBuilder AddProvider<[DynamicallyAccessedMembers(Created)] TProvider>(string name, Func<IServiceProvider, TProvider> create, bool isActiveByDefault = false)
        where TProvider : class, IMcpAuthProvider
    {
        ArgumentNullException.ThrowIfNull(create);
        return AddProvider(name, typeof(TProvider), create, isActiveByDefault);
    }

    /// <summary>
    /// Stores token records in the application's own store. Usage counts are kept in memory, unless
    /// <see cref="AddUsageStore"/> adds a store for them.
    /// </summary>
    /// <typeparam name="TStore">The store, created by the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddTokenStore<[DynamicallyAccessedMembers(Created)] TStore>()
        where TStore : class, ITokenStore
    {
        Services.Replace(ServiceDescriptor.Singleton<ITokenStore, TStore>());
        return this;
    }

    /// <summary>Stores the usage counts of tokens in the application's own store.</summary>
    /// <typeparam name="TStore">The store, created by the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddUsageStore<[DynamicallyAccessedMembers(Created)] TStore>()
        where TStore : class, IUsageStore
    {
        Services.Replace(ServiceDescriptor.Singleton<IUsageStore, TStore>());
        return this;
    }

    /// <summary>Limits the requests of tokens with the application's own rate limiters, which its processes can share.</summary>
    /// <typeparam name="TLimiters">The factory of the tokens' rate limiters, created by the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddTokenRateLimiters<[DynamicallyAccessedMembers(Created)] TLimiters>()
        where TLimiters : class, ITokenRateLimiters
    {
        Services.Replace(ServiceDescriptor.Singleton<ITokenRateLimiters, TLimiters>());
        return this;
    }

    /// <summary>
    /// Limits the requests of each token with a limiter that the application creates. A limiter is used for all requests of a token
    /// with the same limit, and disposed of when the token is not used any more.
    /// </summary>
    /// <param name="create">Creates the limiter of a token, from its identifier and its rate limit in requests per hour.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is <see langword="null"/>.</exception>
    public McpAuthBuilder AddTokenRateLimiters(Func<IServiceProvider, string, int, RateLimiter> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        LimitsRegistration.Add(Services, create);
        return this;
    }

    /// <summary>
    /// Makes rate limits hold across all processes: they borrow permits from a store that they share, and return those that they
    /// do not use. The packages of the stores have their own methods for it.
    /// </summary>
    /// <param name="create">Creates the store, once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is <see langword="null"/>.</exception>
    public McpAuthBuilder AddSharedRateLimits(Func<IServiceProvider, IPermitStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        LimitsRegistration.Add(Services, create);
        return this;
    }

    /// <summary>
    /// Pushes changes of tokens to the other processes, so that a revocation takes effect there within milliseconds. Without it,
    /// and while it fails, they see a change with their next poll.
    /// </summary>
    /// <param name="create">Creates the feed, once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is <see langword="null"/>.</exception>
    public McpAuthBuilder AddTokenChangeFeed(Func<IServiceProvider, ITokenChangeFeed> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        TokensRegistration.AddPush(Services, create);
        return this;
    }

    /// <summary>Adds a sink that receives the tokens' events, in addition to the log and the webhook.</summary>
    /// <typeparam name="TSink">The sink, created by the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddTokenEventSink<[DynamicallyAccessedMembers(Created)] TSink>()
        where TSink : class, ITokenEventSink
    {
        Services.AddSingleton<ITokenEventSink, TSink>();
        return this;
    }

    /// <summary>Uses the application's own policy for which scopes owners may grant, and for whether they are still active.</summary>
    /// <typeparam name="TPolicy">The policy, created by the service provider as a singleton.</typeparam>
    public McpAuthBuilder AddTokenOwnerPolicy<[DynamicallyAccessedMembers(Created)] TPolicy>()
        where TPolicy : class, ITokenOwnerPolicy
    {
        Services.Replace(ServiceDescriptor.Singleton<ITokenOwnerPolicy, TPolicy>());
        return this;
    }

    /// <summary>Adds a scope to the catalog, so that it can be granted to tokens.</summary>
    /// <param name="name">The scope's name, such as <c>read:files</c>: a scope-token of RFC 6749 §3.3.</param>
    /// <param name="description">A short description of what the scope permits, for the person who grants it.</param>
    /// <param name="permission">The MCP permission that the scope carries, such as <c>mcp:read</c>; <see langword="null"/> for none.</param>
    /// <param name="implies">The scopes that it includes. <c>write:x</c> automatically includes <c>read:x</c>.</param>
    /// <exception cref="ArgumentException">When the catalog is created: see <see cref="ScopeCatalog"/>.</exception>
    public McpAuthBuilder AddScope(string name, string description, string? permission = null, params string[] implies) =>
        AddScope(new ScopeDefinition { Name = name, Description = description, Permission = permission, Implies = [.. implies] });

    /// <summary>Adds a scope to the catalog, so that it can be granted to tokens, or implied by other scopes.</summary>
    /// <param name="scope">The scope.</param>
    /// <exception cref="ArgumentException">When the catalog is created: see <see cref="ScopeCatalog"/>.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="scope"/> is <see langword="null"/>.</exception>
    public McpAuthBuilder AddScope(ScopeDefinition scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Services.AddSingleton(scope);
        return this;
    }

    internal McpAuthBuilder AddProvider(string name, [DynamicallyAccessedMembers(Created)] Type type, Func<IServiceProvider, IMcpAuthProvider> create, bool isActiveByDefault = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains(',', StringComparison.Ordinal))
        {
            throw new ArgumentException("The name of an authentication type has no comma, which separates types in MCP_AUTH_TYPE.", nameof(name));
        }

        name = name.Trim().ToLowerInvariant();
        Providers.Set(name, type, isActiveByDefault);
        Services.AddKeyedSingleton(name, (services, _) => create(services));
        return this;
    }
}
