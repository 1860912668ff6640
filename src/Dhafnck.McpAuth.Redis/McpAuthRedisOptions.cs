using StackExchange.Redis;

namespace Dhafnck.McpAuth.Redis;

/// <summary>How <c>AddRedis()</c> connects to Redis, and what it uses it for.</summary>
public sealed class McpAuthRedisOptions
{
    /// <summary>
    /// The connection that the library opens. It is changed to keep trying to connect, and to fail at once while there is no
    /// connection.
    /// </summary>
    /// <value>The default is the connection string of <c>AddRedis()</c>.</value>
    public ConfigurationOptions? Configuration { get; set; }

    /// <summary>Returns the application's own connection, which is used instead and not disposed of.</summary>
    /// <value>The default is <see langword="null"/>: the library opens a connection.</value>
    public Func<IServiceProvider, Task<IConnectionMultiplexer>>? Connect { get; set; }

    /// <summary>
    /// What the names of all keys and of the channel begin with. Applications that share a Redis server, but not their tokens,
    /// need different ones.
    /// </summary>
    /// <value>The default is <c>mcp-auth:</c>.</value>
    public string KeyPrefix { get; set; } = "mcp-auth:";

    /// <summary>
    /// Whether rate limits hold across processes, which borrow permits from Redis. <c>McpAuth:Usage:LimiterFailure</c> decides
    /// what requests get while Redis is away.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool SharedRateLimits { get; set; } = true;

    /// <summary>Whether changes of tokens are pushed to the other processes. While Redis is away, they see changes with their next poll.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool PushChanges { get; set; } = true;
}
