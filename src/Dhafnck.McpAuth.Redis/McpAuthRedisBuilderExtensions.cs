using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Redis;
using Dhafnck.McpAuth.Redis.Limits;
using Dhafnck.McpAuth.Redis.Push;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides <c>AddRedis()</c>, which makes rate limits hold across processes and pushes changes of tokens to them.</summary>
public static class McpAuthRedisBuilderExtensions
{
    /// <summary>
    /// Uses Redis for rate limits that hold across processes, and to push changes of tokens, so that a revocation takes effect in
    /// all processes within milliseconds. The tokens themselves stay in their store. A Redis that cannot be reached does not
    /// prevent the start, and is used when it can be reached again.
    /// </summary>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <param name="connectionString">The connection string of StackExchange.Redis, such as <c>redis:6379,password=...,ssl=true</c>.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is blank or has an unknown setting.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="connectionString"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddRedis(this McpAuthBuilder builder, string connectionString, Action<McpAuthRedisOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var configuration = ConfigurationOptions.Parse(connectionString);
        return builder.AddRedis(options =>
        {
            options.Configuration = configuration;
            configure?.Invoke(options);
        });
    }

    /// <summary>Uses Redis like the overload with a connection string, with options only.</summary>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <param name="configure">Sets the options, with <see cref="McpAuthRedisOptions.Configuration"/> or <see cref="McpAuthRedisOptions.Connect"/>.</param>
    /// <exception cref="ArgumentException">There is neither.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddRedis(this McpAuthBuilder builder, Action<McpAuthRedisOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new McpAuthRedisOptions();
        configure(options);
        if (options is { Configuration: null, Connect: null })
        {
            throw new ArgumentException("AddRedis() does not know how to reach Redis. Set Configuration or Connect.", nameof(configure));
        }

        builder.Services.Replace(ServiceDescriptor.Singleton(services => new RedisConnection(services, options)));
        if (options.SharedRateLimits)
        {
            builder.AddSharedRateLimits(services => new RedisPermitStore(services.GetRequiredService<RedisConnection>(), options.KeyPrefix));
        }

        if (options.PushChanges)
        {
            builder.AddTokenChangeFeed(services => new RedisChangeFeed(services.GetRequiredService<RedisConnection>(), options.KeyPrefix));
        }

        return builder;
    }
}
