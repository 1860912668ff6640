using Dhafnck.McpAuth.Tokens;
using StackExchange.Redis;

namespace Dhafnck.McpAuth.Redis.Push;

/// <summary>Pushes changes with Redis's pub/sub. A message is the identifier of a token, or empty for several.</summary>
internal sealed class RedisChangeFeed(RedisConnection connection, string prefix) : ITokenChangeFeed
{
    private readonly RedisChannel _channel = RedisChannel.Literal(prefix + "changes");

    public async Task PublishAsync(string? tokenId, CancellationToken cancellationToken = default)
    {
        var subscriber = (await connection.GetAsync()).GetSubscriber();
        await subscriber.PublishAsync(_channel, tokenId ?? "");
    }

    public async Task ListenAsync(Action<string?> changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var redis = await connection.GetAsync();
        var subscriber = redis.GetSubscriber();
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        redis.ConnectionFailed += OnFailed;
        try
        {
            await subscriber.SubscribeAsync(_channel, OnMessage).WaitAsync(cancellationToken);
            if (!subscriber.IsConnected(_channel))
            {
                throw new IOException("Redis cannot be reached to listen for changes.");
            }

            changed(null);
            await lost.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            redis.ConnectionFailed -= OnFailed;
            await subscriber.UnsubscribeAsync(_channel, OnMessage, CommandFlags.FireAndForget);
        }

        void OnMessage(RedisChannel channel, RedisValue message) => changed(message.IsNullOrEmpty ? null : message.ToString());

        void OnFailed(object? sender, ConnectionFailedEventArgs failure)
        {
            if (failure.ConnectionType == ConnectionType.Subscription)
            {
                lost.TrySetException(failure.Exception ?? new IOException("The connection to Redis is lost."));
            }
        }
    }
}
