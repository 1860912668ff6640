using Dhafnck.McpAuth.Hosting;

namespace TokenServer.Setup;

internal static class SeveralInstances
{
    /// <summary>
    /// Makes rate limits hold across all instances and pushes revocations to them: with the Redis of the connection string
    /// <c>Redis</c>, or by the database if the setting <c>SeveralInstances</c> is <c>true</c>.
    /// </summary>
    public static void AddSeveralInstances(this McpAuthBuilder mcpAuth, IConfiguration configuration)
    {
        if (configuration.GetConnectionString("Redis") is { Length: > 0 } redis)
        {
            mcpAuth.AddRedis(redis);
        }
        else if (configuration.GetValue<bool>("SeveralInstances"))
        {
            mcpAuth.AddSharedRateLimits().AddPostgresNotifications();
        }
    }
}
