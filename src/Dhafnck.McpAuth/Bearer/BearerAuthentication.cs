using System.Security.Claims;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What one request's <c>Authorization</c> header came to: a principal, or a refusal.</summary>
internal sealed class BearerAuthentication : IMcpAuthFeature, IHttpAuthenticationFeature
{
    private readonly AccessTokenPrincipal? _principal;

    public BearerAuthentication(AccessTokenClaims claims, long epoch)
    {
        _principal = new(claims);
        User = _principal;
        Epoch = epoch;
    }

    public BearerAuthentication(BearerRefusal refusal) => Refusal = refusal;

    public AccessToken? AccessToken => _principal?.Token.Result.AccessToken;

    /// <summary>When what the token goes by was read, where the provider says so.</summary>
    public long? ReadAt => _principal?.Token.Result.ReadAt;

    /// <summary>The epoch of what is known of tokens when the provider was asked.</summary>
    public long Epoch { get; }

    public ClaimsPrincipal? Principal => _principal;

    public BearerRefusal? Refusal { get; }

    /// <summary>What the token says, whatever the application adds to the principal.</summary>
    public AccessTokenClaims? Claims => _principal?.Token;

    /// <summary>Who the request is by, where this is its authentication feature: the principal, until somebody puts another in its place.</summary>
    public ClaimsPrincipal? User { get; set; }

    /// <summary>Where the request was counted when it began, until what became of it is counted there too.</summary>
    public TokenActivity? Activity { get; set; }

    /// <summary>When the request was let in: it counts for the hour in which it began.</summary>
    public DateTimeOffset BeganAt { get; set; }
}
