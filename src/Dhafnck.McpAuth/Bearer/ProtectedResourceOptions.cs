namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// What clients are told of the server as a protected resource (RFC 9728), and which web pages may use it. Without
/// authorization servers clients are told nothing: one that is sent to look for one must find one.
/// </summary>
public sealed class ProtectedResourceOptions
{
    /// <summary>
    /// Where clients reach the application, with its path base and without the path of an endpoint, such as
    /// <c>https://mcp.example.com</c>. <c>MCP_PUBLIC_URL</c> sets it.
    /// </summary>
    /// <value>An absolute https address; http for loopback only. The default is <see langword="null"/>. Required where there are authorization servers.</value>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// The issuer identifiers of the authorization servers that issue tokens for this server (<c>authorization_servers</c>,
    /// RFC 9728 §2). Their tokens are accepted only where they are trusted issuers too. <c>MCP_AUTHORIZATION_SERVERS</c> sets them.
    /// </summary>
    /// <value>The default is the trusted issuers that have an authority, once there is a <see cref="PublicUrl"/>; empty without such.</value>
    public IList<string> AuthorizationServers { get; } = [];

    /// <summary>
    /// The origins whose web pages may use the MCP endpoints, such as <c>https://inspector.example.com</c> (RFC 6454),
    /// beside those that always may: pages of this machine, and of the server itself. Programs send no origin, and pass.
    /// <c>MCP_ALLOWED_ORIGINS</c> sets them. They are exact: there is no wildcard.
    /// </summary>
    /// <value>The default is empty. An origin that the CORS policy of the endpoint names need not be named again.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>The name of the server for people (<c>resource_name</c>, RFC 9728 §2).</summary>
    /// <value>The default is <see langword="null"/>: it has none.</value>
    public string? Name { get; set; }

    /// <summary>A page for people who write clients (<c>resource_documentation</c>, RFC 9728 §2).</summary>
    /// <value>The default is <see langword="null"/>: there is none.</value>
    public string? Documentation { get; set; }
}
