using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Records;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dhafnck.McpAuth.Telemetry.Health;

/// <summary>Whether this process works at all. It does not depend on a database, because a restart would not repair one.</summary>
internal sealed class LivenessCheck(TokenRecords records, TokenCacheOptions options) : IHealthCheck
{
    // Its timers have not run for this long: no thread is left for them, or the watch has ended.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Without cached records nothing beats.
        var silence = options.RecordLifetime == TimeSpan.Zero ? TimeSpan.Zero : records.Trust.Silence();
        return Task.FromResult(silence < Patience + options.PollInterval
            ? HealthCheckResult.Healthy()
            : new(context.Registration.FailureStatus, $"The watch of the token records has not run for {silence.TotalSeconds:F0} seconds."));
    }
}
