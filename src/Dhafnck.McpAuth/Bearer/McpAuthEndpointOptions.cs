namespace Dhafnck.McpAuth.Bearer;

/// <summary>How one protected endpoint differs from the others, for <c>RequireMcpAuth(options => …)</c>.</summary>
public sealed class McpAuthEndpointOptions
{
    /// <summary>
    /// Whether the endpoint has protected resource metadata and names it in its challenges (RFC 9728), where there are
    /// authorization servers. Without it the endpoint sends no client to them, and serves those that have an API token.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AdvertiseResourceMetadata { get; set; } = true;
}
