namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>
/// The identity providers of enterprises that let clients in on behalf of their users, without a consent page (MCP
/// enterprise-managed authorization; Identity Assertion JWT Authorization Grant). Without issuers, the server offers no such grant.
/// With one, the application has to say who the users are: see <see cref="IEnterpriseUsers"/>.
/// </summary>
public sealed class EnterpriseOptions
{
    /// <summary>The identity providers.</summary>
    /// <value>The default is empty.</value>
    public IList<EnterpriseIssuer> Issuers { get; } = [];
}
