using System.Security.Claims;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>How effective scopes stand in a principal: one claim each, in the identity that a bearer token made.</summary>
internal static class ScopeClaims
{
    public const string ClaimType = "scope";

    /// <summary>The claim with the identifier of the token's record.</summary>
    public const string TokenIdType = "token_id";

    /// <summary>The authentication type of an identity that a bearer token made, which is the scheme's name.</summary>
    public const string AuthenticationType = "McpBearer";

    // A claim "scope" that another scheme put into the same principal grants nothing, nor does a claim "Scope": the
    // comparison of types is written out, because an identity that the application made ignores their case.
    public static bool Has(ClaimsPrincipal user, string scope) =>
        (user as IBearerPrincipal)?.HasScope(scope)
        ?? user.Identities.Any(identity => identity.AuthenticationType == AuthenticationType && identity.HasClaim(claim => claim.Type == ClaimType && claim.Value == scope));

    /// <summary>The identifier of the token's record, where it has one.</summary>
    public static string? FindTokenId(ClaimsPrincipal? user) =>
        user is IBearerPrincipal bearer
            ? bearer.TokenId
            : user?.Identities.FirstOrDefault(identity => identity.AuthenticationType == AuthenticationType)?.FindFirst(claim => claim.Type == TokenIdType)?.Value;
}
