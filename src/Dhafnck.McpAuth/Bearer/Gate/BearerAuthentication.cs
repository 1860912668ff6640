using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Dhafnck.McpAuth.Bearer.Principal;
using Dhafnck.McpAuth.Providers.Selection;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>The result of authenticating one request: a principal, or a refusal.</summary>
internal sealed class BearerAuthentication : IMcpAuthFeature, IHttpAuthenticationFeature
{
    public BearerAuthentication(AccessTokenClaims claims, long epoch, ActiveProvider by)
    {
        By = by;
        Principal = new(claims);
        User = Principal;
        Epoch = epoch;
    }

    public BearerAuthentication(BearerRefusal refusal, ActiveProvider? by)
    {
        Refusal = refusal;
        By = by;
    }

    /// <summary>The provider that checked the credentials; <see langword="null"/> when they select none of several.</summary>
    public ActiveProvider? By { get; }

    public string? Provider => By?.Name;

    /// <summary>Whether the token is accepted, or no token is needed.</summary>
    [MemberNotNullWhen(true, nameof(Principal), nameof(AccessToken), nameof(Claims))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Refusal is null;

    public AccessToken? AccessToken => Principal?.Token.Result.AccessToken;

    /// <summary>When the token's record was read, as a timestamp; <see langword="null"/> when the provider does not report it.</summary>
    public long? ReadAt => Principal?.Token.Result.ReadAt;

    /// <summary>The epoch of the token records when the provider was asked.</summary>
    public long Epoch { get; }

    public AccessTokenPrincipal? Principal { get; }

    public BearerRefusal? Refusal { get; }

    /// <summary>The claims of the token, without what the application adds to the principal.</summary>
    public AccessTokenClaims? Claims => Principal?.Token;

    /// <summary>Whether a principal is the token's own, with its claims unchanged.</summary>
    public bool IsUnchanged(ClaimsPrincipal user) => ReferenceEquals(user, Principal) && Principal is { IsUnchanged: true };

    /// <summary>The request's user, where this is its authentication feature: the token's principal until it is replaced.</summary>
    public ClaimsPrincipal? User { get; set; }
}
