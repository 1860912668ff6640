namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>The ways in which an OAuth client can become known to the authorization server. Values can be combined.</summary>
[Flags]
public enum ClientKinds
{
    /// <summary>No client.</summary>
    None = 0,

    /// <summary>Clients that the operator configured.</summary>
    Configured = 1,

    /// <summary>Clients whose <c>client_id</c> is the https URL of their metadata (draft-ietf-oauth-client-id-metadata-document).</summary>
    MetadataDocument = 2,

    /// <summary>
    /// Clients that register themselves (RFC 7591). MCP 2026-07-28 deprecates this in favor of <see cref="MetadataDocument"/>; older
    /// clients need it.
    /// </summary>
    DynamicRegistration = 4,

    /// <summary>Every kind.</summary>
    All = Configured | MetadataDocument | DynamicRegistration,
}
