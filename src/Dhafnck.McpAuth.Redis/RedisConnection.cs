using StackExchange.Redis;

namespace Dhafnck.McpAuth.Redis;

/// <summary>The connection to Redis, opened with the first use and shared by all. A failed attempt is repeated with the next use.</summary>
internal sealed class RedisConnection(IServiceProvider services, McpAuthRedisOptions options) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _connecting;

    public Task<IConnectionMultiplexer> GetAsync()
    {
        lock (_lock)
        {
            return _connecting is null or { IsFaulted: true } or { IsCanceled: true } ? _connecting = ConnectAsync() : _connecting;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (options.Connect is null && _connecting is { IsCompletedSuccessfully: true } connected)
        {
            await (await connected).DisposeAsync();
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        if (options.Connect is { } connect)
        {
            return await connect(services);
        }

        var configuration = options.Configuration!.Clone();
        configuration.AbortOnConnectFail = false;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        return await ConnectionMultiplexer.ConnectAsync(configuration);
    }
}
