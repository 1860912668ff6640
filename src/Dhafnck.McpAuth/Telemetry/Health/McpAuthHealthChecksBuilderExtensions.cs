using Dhafnck.McpAuth.Telemetry.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health checks of <c>AddMcpAuth()</c>.</summary>
public static class McpAuthHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds two health checks. <c>mcp_auth_ready</c>, with the tag <c>ready</c>, checks whether the process can judge the requests
    /// that it gets: the cached token records are current or the store answers, and the published keys of trusted issuers are
    /// known. <c>mcp_auth_live</c>, with the tag <c>live</c>, checks whether the process works at all, and asks no database. Requires
    /// <c>AddMcpAuth()</c>.
    /// </summary>
    /// <param name="builder">The builder that <c>AddHealthChecks()</c> returns.</param>
    /// <param name="failureStatus">
    /// The status of a check that fails; <see langword="null"/> for <see cref="HealthStatus.Unhealthy"/>. Keys of an issuer that
    /// cannot be fetched again are <see cref="HealthStatus.Degraded"/> in any case.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IHealthChecksBuilder AddMcpAuth(this IHealthChecksBuilder builder, HealthStatus? failureStatus = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Add(new("mcp_auth_ready", services => ActivatorUtilities.CreateInstance<ReadinessCheck>(services), failureStatus, ["ready"]))
            .Add(new("mcp_auth_live", services => ActivatorUtilities.CreateInstance<LivenessCheck>(services), failureStatus, ["live"]));
    }
}
