using System.Security.Claims;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Testing;

/// <summary>Principals as the library creates them for a request, for unit tests of tools that take a <see cref="ClaimsPrincipal"/>.</summary>
public static class TestPrincipal
{
    private const string Roles = "roles";

    // A server ignores them among a token's further claims.
    private static readonly string[] Reserved = [McpClaimTypes.Subject, McpClaimTypes.Issuer, McpClaimTypes.TokenId, McpClaimTypes.Scope, McpClaimTypes.Provider];

    /// <summary>Creates the principal of a token.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="scopes">The granted scopes. The principal also has the scopes that they imply in the standard catalog.</param>
    public static ClaimsPrincipal Create(string subject, params IEnumerable<string> scopes) => Create(TestAccessToken.Create(subject, scopes));

    /// <summary>Creates the principal of an access token, with the standard catalog. The name of its provider is <c>test</c>.</summary>
    /// <param name="token">The access token.</param>
    public static ClaimsPrincipal Create(AccessToken token) => Create(token, new ScopeCatalog());

    /// <summary>Creates the principal of an access token, with a catalog that has the application's own scopes.</summary>
    /// <param name="token">The access token.</param>
    /// <param name="catalog">The catalog.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> or <paramref name="catalog"/> is <see langword="null"/>.</exception>
    public static ClaimsPrincipal Create(AccessToken token, ScopeCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(catalog);
        (string Type, string? Value)[] claims =
        [
            (McpClaimTypes.Subject, token.Subject),
            (McpClaimTypes.Issuer, token.Issuer),
            (McpClaimTypes.TokenId, token.TokenId),
            (McpClaimTypes.TokenName, token.Name),
            (McpClaimTypes.Audience, token.Audience),
            (McpClaimTypes.Provider, TestTokenProvider.AuthType),
            .. catalog.GetEffectiveScopes(token.Scopes).Select(scope => (McpClaimTypes.Scope, scope)),
        ];
        return new(new ClaimsIdentity(
            claims.Where(claim => claim.Value is not null).Select(claim => new Claim(claim.Type, claim.Value!, ClaimValueTypes.String, token.Issuer))
                .Concat(token.Claims.Where(claim => !Reserved.Contains(claim.Type, StringComparer.OrdinalIgnoreCase))),
            McpBearerDefaults.AuthenticationScheme,
            McpClaimTypes.Subject,
            Roles));
    }
}
