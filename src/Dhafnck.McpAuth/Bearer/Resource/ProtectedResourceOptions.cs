namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Options for the server as a protected resource (RFC 9728), and for the web origins that may use it. The server
/// publishes no metadata unless authorization servers are configured, because clients expect to find one in it.
/// </summary>
public sealed class ProtectedResourceOptions
{
    /// <summary>
    /// The URL at which clients reach the application, such as <c>https://mcp.example.com</c>. It includes the path base
    /// and excludes the path of an endpoint. <c>MCP_PUBLIC_URL</c> sets it.
    /// </summary>
    /// <value>
    /// An absolute https URL; http for loopback only. The default is <see langword="null"/>. It is required when
    /// authorization servers are configured.
    /// </value>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// The issuer identifiers of the authorization servers that issue tokens for this server (<c>authorization_servers</c>,
    /// RFC 9728 §2). Their tokens are accepted only if they are also trusted issuers. <c>MCP_AUTHORIZATION_SERVERS</c> sets them.
    /// </summary>
    /// <value>The default is the trusted issuers with an authority, if <see cref="PublicUrl"/> is set; otherwise empty.</value>
    public IList<string> AuthorizationServers { get; } = [];

    /// <summary>
    /// The origins whose web pages may use the MCP endpoints, such as <c>https://inspector.example.com</c> (RFC 6454).
    /// Pages of this machine and of the server itself are always allowed. Requests without an <c>Origin</c> header, such
    /// as those of programs, are allowed too. Origins match exactly: there is no wildcard. <c>MCP_ALLOWED_ORIGINS</c> sets them.
    /// </summary>
    /// <value>The default is empty. Origins that the endpoint's CORS policy names need not be repeated.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>The human-readable name of the server (<c>resource_name</c>, RFC 9728 §2).</summary>
    /// <value>The default is <see langword="null"/>: no name.</value>
    public string? Name { get; set; }

    /// <summary>The URL of a documentation page for client developers (<c>resource_documentation</c>, RFC 9728 §2).</summary>
    /// <value>The default is <see langword="null"/>: no page.</value>
    public string? Documentation { get; set; }
}
