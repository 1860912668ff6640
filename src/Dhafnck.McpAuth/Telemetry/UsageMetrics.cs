namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The metrics of writing usage counts.</summary>
internal sealed class UsageMetrics(McpAuthMeter meter, TimeProvider time)
{
    /// <summary>Writes a batch of counts to the store.</summary>
    public StoreOperation Flush { get; } = new("write usage", meter.Duration("mcp_auth.usage.flush.duration", "The time to write a batch of usage counts to the store."), time);
}
