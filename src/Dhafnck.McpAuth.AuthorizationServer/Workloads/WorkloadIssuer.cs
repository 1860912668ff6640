namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>A platform that gives its workloads identity tokens, and what these workloads may do here.</summary>
public sealed class WorkloadIssuer
{
    /// <summary>
    /// The issuer (<c>iss</c>) of the identity tokens, such as <c>https://token.actions.githubusercontent.com</c>. Its keys are
    /// discovered from <c>/.well-known/openid-configuration</c> below it (OpenID Connect Discovery §4), unless
    /// <see cref="JwksUri"/> is set.
    /// </summary>
    /// <value>1 to 200 visible ASCII characters, different from every other issuer here. Required.</value>
    public string Issuer { get; set; } = "";

    /// <summary>The URL of the issuer's JWK set (RFC 7517 §5), for an issuer whose discovery document this server cannot reach.</summary>
    /// <value>An <c>https</c> URL, or an <c>http</c> URL of this machine. The default is <see langword="null"/>.</value>
    public string? JwksUri { get; set; }

    /// <summary>The audience (<c>aud</c>) that an identity token must have. A workload asks its platform for a token with it.</summary>
    /// <value>Visible ASCII characters. The default is <see langword="null"/>: the issuer identifier of this server, which is <c>MCP_PUBLIC_URL</c>.</value>
    public string? Audience { get; set; }

    /// <summary>The rules. The first one that matches an identity token decides what its workload gets.</summary>
    /// <value>At least one is required.</value>
    public IList<WorkloadRule> Rules { get; } = [];
}
