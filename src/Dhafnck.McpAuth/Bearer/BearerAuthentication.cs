using System.Security.Claims;
using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What one request's <c>Authorization</c> header came to: a principal, or a refusal.</summary>
internal sealed class BearerAuthentication : IMcpAuthFeature, IHttpAuthenticationFeature
{
    public BearerAuthentication(AccessTokenClaims claims, long epoch)
    {
        Principal = new(claims);
        User = Principal;
        Epoch = epoch;
    }

    public BearerAuthentication(BearerRefusal refusal) => Refusal = refusal;

    public AccessToken? AccessToken => Principal?.Token.Result.AccessToken;

    /// <summary>When what the token goes by was read, where the provider says so.</summary>
    public long? ReadAt => Principal?.Token.Result.ReadAt;

    /// <summary>The epoch of what is known of tokens when the provider was asked.</summary>
    public long Epoch { get; }

    public AccessTokenPrincipal? Principal { get; }

    public BearerRefusal? Refusal { get; }

    /// <summary>What the token says, whatever the application adds to the principal.</summary>
    public AccessTokenClaims? Claims => Principal?.Token;

    /// <summary>Whether a principal is that of the token, and says what the token says.</summary>
    public bool IsUnchanged(ClaimsPrincipal user) => ReferenceEquals(user, Principal) && Principal is { IsUnchanged: true };

    /// <summary>Who the request is by, where this is its authentication feature: the principal, until somebody puts another in its place.</summary>
    public ClaimsPrincipal? User { get; set; }
}
