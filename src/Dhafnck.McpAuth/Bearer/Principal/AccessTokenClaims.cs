using System.Collections.Frozen;
using System.Security.Claims;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer.Principal;

/// <summary>The claims for the principals of an access token, computed once for each result of the provider.</summary>
internal sealed class AccessTokenClaims
{
    // Case-insensitive, because ASP.NET Core policies such as RequireClaim ignore the case of claim types.
    private static readonly FrozenSet<string> Reserved =
        new[] { McpClaimTypes.Subject, McpClaimTypes.Issuer, McpClaimTypes.TokenId, McpClaimTypes.Scope, McpClaimTypes.Provider }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly Claim[] _claims;
    private IReadOnlyList<string>? _has;
    private IReadOnlyList<string>? _alsoHas;

    private AccessTokenClaims(AccessTokenResult result, ScopeCatalog catalog, string provider)
    {
        var token = result.AccessToken!;
        Result = result;
        Provider = provider;
        TokenId = token.TokenId;
        Scopes = catalog.GetEffectiveScopes(token.Scopes);
        (string Type, string? Value)[] claims =
        [
            (McpClaimTypes.Subject, token.Subject),
            (McpClaimTypes.Issuer, token.Issuer),
            (McpClaimTypes.TokenId, token.TokenId),
            (McpClaimTypes.TokenName, token.Name),
            (McpClaimTypes.Audience, token.Audience),
            (McpClaimTypes.Provider, provider),
            .. Scopes.Select(scope => (McpClaimTypes.Scope, scope)),
        ];
        _claims =
        [
            .. claims.Where(claim => claim.Value is not null).Select(claim => new Claim(claim.Type, claim.Value!, ClaimValueTypes.String, token.Issuer)),
            .. token.Claims.Where(claim => !Reserved.Contains(claim.Type)),
        ];
    }

    /// <summary>The provider's result for the token.</summary>
    public AccessTokenResult Result { get; }

    /// <summary>The name of the provider that accepted the token.</summary>
    public string Provider { get; }

    /// <summary>The identifier of the token's record; <see langword="null"/> when it has none.</summary>
    public string? TokenId { get; }

    /// <summary>The effective scopes.</summary>
    public IReadOnlySet<string> Scopes { get; }

    // Two providers of the application can return the same result.
    public static AccessTokenClaims Of(AccessTokenResult result, ScopeCatalog catalog, string provider)
    {
        if (result.Prepared is AccessTokenClaims known && known.Provider == provider)
        {
            return known;
        }

        var claims = new AccessTokenClaims(result, catalog, provider);
        result.Prepared = claims;
        return claims;
    }

    /// <summary>Whether all <paramref name="scopes"/> are effective. A positive result is cached for two lists, because each request checks two.</summary>
    public bool HasAll(IReadOnlyList<string> scopes)
    {
        if (ReferenceEquals(_has, scopes) || ReferenceEquals(_alsoHas, scopes))
        {
            return true;
        }

        if (!scopes.All(Scopes.Contains))
        {
            return false;
        }

        (_has, _alsoHas) = (scopes, _has);
        return true;
    }

    /// <summary>Creates an identity with these claims.</summary>
    public AccessTokenIdentity ToIdentity() => new(_claims);
}
