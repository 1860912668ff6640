using Dhafnck.McpAuth.TestKit.Redis;
using Faults.Records;

namespace Faults.Injection;

/// <summary>Redis is killed, and started again with what it had written.</summary>
internal sealed class KilledRedis(RedisServer redis) : Fault
{
    public override string Name => "Redis killed";

    public override async Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random)
    {
        var disturbance = stage.Disturbances.Begin(null, hitsStore: false, TimeSpan.Zero);
        await redis.StopAsync();
        await Clock.PauseAsync(Between(random, 2, 8));
        await redis.StartAsync();
        return ("Redis", [disturbance]);
    }
}
