using System.Collections.Frozen;
using System.Security.Claims;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What goes into the principals of an access token, worked out once for each result of the provider.</summary>
internal sealed class AccessTokenClaims
{
    // In any case: policies of ASP.NET Core, such as RequireClaim, ignore the case of claim types.
    private static readonly FrozenSet<string> Reserved =
        new[] { McpClaimTypes.Subject, McpClaimTypes.Issuer, McpClaimTypes.TokenId, McpClaimTypes.Scope }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly Claim[] _claims;
    private IReadOnlyList<string>? _has;
    private IReadOnlyList<string>? _alsoHas;

    private AccessTokenClaims(AccessTokenResult result, ScopeCatalog catalog)
    {
        var token = result.AccessToken!;
        Result = result;
        TokenId = token.TokenId;
        Scopes = catalog.GetEffectiveScopes(token.Scopes);
        (string Type, string? Value)[] claims =
        [
            (McpClaimTypes.Subject, token.Subject),
            (McpClaimTypes.Issuer, token.Issuer),
            (McpClaimTypes.TokenId, token.TokenId),
            (McpClaimTypes.TokenName, token.Name),
            (McpClaimTypes.Audience, token.Audience),
            .. Scopes.Select(scope => (McpClaimTypes.Scope, scope)),
        ];
        _claims =
        [
            .. claims.Where(claim => claim.Value is not null).Select(claim => new Claim(claim.Type, claim.Value!, ClaimValueTypes.String, token.Issuer)),
            .. token.Claims.Where(claim => !Reserved.Contains(claim.Type)),
        ];
    }

    /// <summary>What the provider said of the token.</summary>
    public AccessTokenResult Result { get; }

    /// <summary>The identifier of the token's record, where it has one.</summary>
    public string? TokenId { get; }

    /// <summary>The effective scopes.</summary>
    public IReadOnlySet<string> Scopes { get; }

    public static AccessTokenClaims Of(AccessTokenResult result, ScopeCatalog catalog) =>
        (AccessTokenClaims)(result.Prepared ??= new AccessTokenClaims(result, catalog));

    /// <summary>Whether all of some scopes are among the effective ones; remembered for the two lists that each request is asked about.</summary>
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

    /// <summary>An identity with these claims.</summary>
    public AccessTokenIdentity ToIdentity() => new(_claims);
}
