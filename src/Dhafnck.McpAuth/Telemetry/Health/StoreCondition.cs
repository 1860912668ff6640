using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Records;
using Dhafnck.McpAuth.Tokens.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Telemetry.Health;

/// <summary>The cached records are trusted, or the store can be asked.</summary>
internal sealed class StoreCondition(IOptions<McpAuthOptions> options, TokenRecords records, ITokenStore store, StoreDeadline deadline, TimeProvider time) : IReadinessCondition
{
    public async ValueTask<HealthCheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        // These types have no records.
        if (options.Value.GetAuthTypes().All(type => type is McpAuthTypes.Env or McpAuthTypes.None) || records.Trust.Holds(time.GetTimestamp(), time.GetUtcNow()))
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            await deadline.RunAsync(patience => store.GetChangesAsync(long.MaxValue, patience), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Without the exception, whose message would be logged again with each probe.
            return HealthCheckResult.Unhealthy($"The token store does not answer ({exception.GetType().Name}), and has not confirmed the cached records recently.");
        }
    }
}
