using System.Security.Claims;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>The effective scopes in a principal: one claim for each, in the identity created from a bearer token.</summary>
internal static class ScopeClaims
{
    public const string ClaimType = "scope";

    /// <summary>The claim type for the identifier of the token's record.</summary>
    public const string TokenIdType = "token_id";

    /// <summary>The authentication type of an identity created from a bearer token. It equals the scheme's name.</summary>
    public const string AuthenticationType = "McpBearer";

    // A "scope" claim that another scheme added to the same principal grants nothing, nor does a "Scope" claim. The claim
    // types are compared explicitly, because an identity that the application created ignores their case.
    public static bool Has(ClaimsPrincipal user, string scope) =>
        (user as IBearerPrincipal)?.HasScope(scope)
        ?? user.Identities.Any(identity => identity.AuthenticationType == AuthenticationType && identity.HasClaim(claim => claim.Type == ClaimType && claim.Value == scope));

    /// <summary>Finds the identifier of the token's record; <see langword="null"/> when it has none.</summary>
    public static string? FindTokenId(ClaimsPrincipal? user) =>
        user is IBearerPrincipal bearer
            ? bearer.TokenId
            : user?.Identities.FirstOrDefault(identity => identity.AuthenticationType == AuthenticationType)?.FindFirst(claim => claim.Type == TokenIdType)?.Value;
}
