namespace Dhafnck.McpAuth.Bearer;

/// <summary>Options for one protected endpoint: <c>RequireMcpAuth(options => …)</c>.</summary>
public sealed class McpAuthEndpointOptions
{
    /// <summary>
    /// Whether the endpoint publishes protected resource metadata and refers to it in its challenges (RFC 9728). It has an
    /// effect only when authorization servers are configured. When <see langword="false"/>, the endpoint refers no client
    /// to an authorization server, and serves clients that have an API token.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AdvertiseResourceMetadata { get; set; } = true;
}
