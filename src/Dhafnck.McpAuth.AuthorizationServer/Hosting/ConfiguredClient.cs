namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>An OAuth client that the operator configures.</summary>
public sealed class ConfiguredClient
{
    /// <summary>The client's identifier (<c>client_id</c>, RFC 6749 §2.2).</summary>
    /// <value>1 to 200 visible ASCII characters. It is not an https URL, which would be the address of a metadata document.</value>
    public string ClientId { get; set; } = "";

    /// <summary>The name that users see.</summary>
    /// <value>1 to 100 characters.</value>
    public string ClientName { get; set; } = "";

    /// <summary>The redirect URIs (RFC 6749 §3.1.2). They match exactly, except that the port of a loopback URI is free (RFC 8252 §7.3).</summary>
    /// <value>At least one absolute URI without a fragment.</value>
    public IList<string> RedirectUris { get; } = [];

    /// <summary>The client's secret (RFC 6749 §2.3.1).</summary>
    /// <value>The default is <see langword="null"/>: a public client, which PKCE protects.</value>
    public string? ClientSecret { get; set; }
}
