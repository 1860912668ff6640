using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dhafnck.McpAuth.Telemetry.Health;

/// <summary>Whether this process can judge the requests that it gets: the worst of all conditions.</summary>
internal sealed class ReadinessCheck(IEnumerable<IReadinessCondition> conditions) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(conditions.Select(condition => condition.CheckAsync(cancellationToken).AsTask()));
        var worst = results.Min(result => result.Status);
        var status = worst == HealthStatus.Unhealthy ? context.Registration.FailureStatus : worst;
        return new(status, string.Join(' ', results.Select(result => result.Description).OfType<string>()));
    }
}
