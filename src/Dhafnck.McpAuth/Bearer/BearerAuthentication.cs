using System.Security.Claims;
using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What one request's <c>Authorization</c> header came to: a principal, or a refusal.</summary>
internal sealed class BearerAuthentication : IMcpAuthFeature
{
    private readonly AccessTokenResult? _result;

    public BearerAuthentication(AccessTokenResult result, AccessTokenClaims claims, long epoch)
    {
        _result = result;
        Epoch = epoch;
        Claims = claims;
        Principal = new AccessTokenPrincipal(claims);
    }

    public BearerAuthentication(BearerRefusal refusal) => Refusal = refusal;

    public AccessToken? AccessToken => _result?.AccessToken;

    /// <summary>When what the token goes by was read, where the provider says so.</summary>
    public long? ReadAt => _result?.ReadAt;

    /// <summary>The epoch of what is known of tokens when the provider was asked.</summary>
    public long Epoch { get; }

    public ClaimsPrincipal? Principal { get; }

    public BearerRefusal? Refusal { get; }

    /// <summary>What the token says, whatever the application adds to the principal.</summary>
    public AccessTokenClaims? Claims { get; }

    /// <summary>Whether what became of the request has been counted.</summary>
    public bool IsCounted { get; set; }
}
