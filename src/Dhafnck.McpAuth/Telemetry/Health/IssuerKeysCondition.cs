using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Telemetry.Health;

/// <summary>The published keys of the trusted issuers are known. The check fetches them, so that the first token does not wait.</summary>
internal sealed class IssuerKeysCondition(IOptions<McpAuthOptions> options, JwtOptions jwt, IServiceProvider services) : IReadinessCondition
{
    public async ValueTask<HealthCheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        if (options.Value.GetAuthTypes().All(type => type is McpAuthTypes.Env or McpAuthTypes.None) || !jwt.TrustedIssuers.Any(issuer => issuer.PublishesKeys))
        {
            return HealthCheckResult.Healthy();
        }

        var issuers = services.GetRequiredService<JwtBearerAuthDependencies>().TrustedIssuers.PublishedKeys.ToList();
        await Task.WhenAll(issuers.Select(issuer => issuer.GetAsync(cancellationToken).AsTask()));
        return issuers.Find(issuer => !issuer.AreKnown) is { } unknown ? HealthCheckResult.Unhealthy($"The keys of the issuer {unknown.Issuer} are not known yet. Its tokens get 503.")
            : issuers.Find(issuer => issuer.IsFailing) is { } failing ? HealthCheckResult.Degraded($"The keys of the issuer {failing.Issuer} cannot be fetched. The last known keys stay in use.")
            : HealthCheckResult.Healthy();
    }
}
