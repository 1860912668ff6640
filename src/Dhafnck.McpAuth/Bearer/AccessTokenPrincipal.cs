using System.Security.Claims;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Makes the principal of an access token, anew for each request: what one adds to its own, no other sees.</summary>
internal static class AccessTokenPrincipal
{
    public static ClaimsPrincipal Create(AccessToken token, ScopeCatalog catalog)
    {
        var identity = new ClaimsIdentity(McpBearerDefaults.AuthenticationScheme, nameType: "name", roleType: "roles");
        Add("sub", token.Subject);
        Add("iss", token.Issuer);
        Add("jti", token.TokenId);
        Add("name", token.Name);
        Add("aud", token.Audience);
        foreach (var scope in catalog.GetEffectiveScopes(token.Scopes))
        {
            Add(ScopeClaims.ClaimType, scope);
        }

        identity.AddClaims(token.Claims.Where(claim => claim.Type is not ("sub" or ScopeClaims.ClaimType)));
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
