using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dhafnck.McpAuth.Telemetry.Health;

/// <summary>One condition under which this process can judge the requests that it gets.</summary>
internal interface IReadinessCondition
{
    /// <summary>Checks the condition.</summary>
    /// <returns>
    /// <see cref="HealthStatus.Healthy"/>, <see cref="HealthStatus.Degraded"/> when requests are answered for now, or
    /// <see cref="HealthStatus.Unhealthy"/>; and what an operator should know, if anything.
    /// </returns>
    ValueTask<HealthCheckResult> CheckAsync(CancellationToken cancellationToken);
}
