namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>How a client authenticates at the token endpoint (RFC 7591 §2, OpenID Connect Core §9).</summary>
internal static class ClientAuthentication
{
    /// <summary>Public clients, which PKCE protects.</summary>
    public const string None = "none";

    /// <summary>Clients that sign assertions with a key of their own.</summary>
    public const string PrivateKey = "private_key_jwt";
}
