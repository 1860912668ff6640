namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Assertions;

/// <summary>The names of the grant (RFC 7523 §2.1) and of its profile (draft-ietf-oauth-identity-assertion-authz-grant §7.2).</summary>
internal static class AssertionGrant
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    public const string Profile = "urn:ietf:params:oauth:grant-profile:id-jag";
    public const string ProfilesMetadata = "authorization_grant_profiles_supported";
}
