namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// What clients are told of the server as a protected resource (RFC 9728). Without authorization servers they are told
/// nothing: a client that is sent to look for one must find one.
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

    /// <summary>The name of the server for people (<c>resource_name</c>, RFC 9728 §2).</summary>
    /// <value>The default is <see langword="null"/>: it has none.</value>
    public string? Name { get; set; }

    /// <summary>A page for people who write clients (<c>resource_documentation</c>, RFC 9728 §2).</summary>
    /// <value>The default is <see langword="null"/>: there is none.</value>
    public string? Documentation { get; set; }
}
