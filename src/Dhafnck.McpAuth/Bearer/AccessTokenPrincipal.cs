using System.Security.Claims;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Makes the principal of an access token, anew for each request: what one adds to its own, no other sees.</summary>
internal static class AccessTokenPrincipal
{
    public static ClaimsPrincipal Create(AccessToken token, ScopeCatalog catalog)
    {
        var identity = new ClaimsIdentity(McpBearerDefaults.AuthenticationScheme, nameType: McpClaimTypes.Subject, roleType: "roles");
        Add(McpClaimTypes.Subject, token.Subject);
        Add(McpClaimTypes.Issuer, token.Issuer);
        Add(McpClaimTypes.TokenId, token.TokenId);
        Add(McpClaimTypes.TokenName, token.Name);
        Add(McpClaimTypes.Audience, token.Audience);
        foreach (var scope in catalog.GetEffectiveScopes(token.Scopes))
        {
            Add(McpClaimTypes.Scope, scope);
        }

        identity.AddClaims(token.Claims.Where(claim => claim.Type is not (McpClaimTypes.Subject or McpClaimTypes.Scope)));
        return new(identity);

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                identity.AddClaim(new(type, value, ClaimValueTypes.String, token.Issuer));
            }
        }
    }
}
