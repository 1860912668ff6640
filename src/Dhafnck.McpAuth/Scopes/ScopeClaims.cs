using System.Security.Claims;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>How effective scopes stand in a principal: one claim each, in the identity that a bearer token made.</summary>
internal static class ScopeClaims
{
    public const string ClaimType = "scope";

    /// <summary>The authentication type of an identity that a bearer token made, which is the scheme's name.</summary>
    public const string AuthenticationType = "McpBearer";

    // A claim "scope" that another scheme put into the same principal grants nothing.
    public static bool Has(ClaimsPrincipal user, string scope) =>
        user.Identities.Any(identity => identity.AuthenticationType == AuthenticationType && identity.HasClaim(ClaimType, scope));
}
