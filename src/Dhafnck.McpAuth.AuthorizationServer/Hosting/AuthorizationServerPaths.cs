using Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>The paths of the endpoints, below the public URL.</summary>
internal static class AuthorizationServerPaths
{
    public const string Authorization = "/oauth/authorize";
    public const string Token = "/oauth/token";
    public const string Revocation = "/oauth/revoke";
    public const string Registration = RegistrationEndpoint.Path;
    public const string Keys = "/oauth/jwks";

    /// <summary>The metadata of RFC 8414.</summary>
    public const string Metadata = "/.well-known/oauth-authorization-server";

    /// <summary>The metadata of OpenID Connect Discovery, which some clients request first.</summary>
    public const string OpenIdMetadata = "/.well-known/openid-configuration";
}
