namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>How the server came to know a client, which decides what vouches for its name.</summary>
internal enum ConsentClientKind
{
    /// <summary>The operator configured the client.</summary>
    Configured,

    /// <summary>The client has a metadata document, and the document's host vouches for it.</summary>
    MetadataDocument,

    /// <summary>The client registered itself (RFC 7591), so nobody vouches for it.</summary>
    Registered,
}
