using System.Security.Claims;
using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What one request's <c>Authorization</c> header came to: a principal, or a refusal.</summary>
internal sealed class BearerAuthentication : IMcpAuthFeature
{
    public BearerAuthentication(AccessToken accessToken, ClaimsPrincipal principal)
    {
        AccessToken = accessToken;
        Principal = principal;
    }

    public BearerAuthentication(BearerRefusal refusal) => Refusal = refusal;

    public AccessToken? AccessToken { get; }

    public ClaimsPrincipal? Principal { get; }

    public BearerRefusal? Refusal { get; }
}
