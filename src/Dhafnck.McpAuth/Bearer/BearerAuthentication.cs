using System.Security.Claims;
using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What one request's <c>Authorization</c> header came to: a principal, or a refusal.</summary>
internal sealed class BearerAuthentication : IMcpAuthFeature
{
    public BearerAuthentication(AccessToken accessToken, AccessTokenClaims claims)
    {
        AccessToken = accessToken;
        Claims = claims;
        Principal = new AccessTokenPrincipal(claims);
    }

    public BearerAuthentication(BearerRefusal refusal) => Refusal = refusal;

    public AccessToken? AccessToken { get; }

    public ClaimsPrincipal? Principal { get; }

    public BearerRefusal? Refusal { get; }

    /// <summary>What the token says, whatever the application adds to the principal.</summary>
    public AccessTokenClaims? Claims { get; }

    /// <summary>Whether what became of the request has been counted.</summary>
    public bool IsCounted { get; set; }
}
