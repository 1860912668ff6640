namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>
/// Which workloads get tokens without a secret: they exchange the identity token that their platform gives them, such as GitHub
/// Actions or Kubernetes (RFC 8693). Without issuers, the server offers no token exchange.
/// </summary>
public sealed class WorkloadOptions
{
    /// <summary>The lifetime of a token that a workload gets (<c>expires_in</c>, RFC 6749 §5.1). It cannot be refreshed: the workload exchanges again.</summary>
    /// <value>1 minute to 1 day, in whole seconds. The default is 15 minutes.</value>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The platforms whose identity tokens are accepted.</summary>
    /// <value>The default is empty.</value>
    public IList<WorkloadIssuer> Issuers { get; } = [];
}
