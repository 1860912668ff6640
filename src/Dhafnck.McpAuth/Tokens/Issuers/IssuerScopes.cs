using System.Collections.Frozen;
using System.Security.Claims;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>Derives the granted scopes from the claims of an issuer's token.</summary>
internal sealed class IssuerScopes(TrustedIssuer issuer)
{
    private readonly FrozenSet<string> _scopeClaims = Names(issuer.ScopeClaims, "scope", "scp", "scopes");
    private readonly FrozenSet<string> _roleClaims = Names(issuer.RoleClaims, "roles", "groups");
    private readonly FrozenDictionary<string, IList<string>> _scopes = issuer.ScopeMappings.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, IList<string>> _roles = issuer.RoleMappings.ToFrozenDictionary(StringComparer.Ordinal);

    public string[] Read(IEnumerable<Claim> claims) =>
    [
        .. claims
            .Where(claim => claim.ValueType == ClaimValueTypes.String)
            .SelectMany(Read)
            .Where(scope => ScopeToken.IsValid(scope) && scope is not (McpScopes.Admin or McpScopes.RotateTokens))
            .Distinct(StringComparer.Ordinal),
    ];

    private IEnumerable<string> Read(Claim claim) =>
        _scopeClaims.Contains(claim.Type)
            ? claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(scope => _scopes.TryGetValue(scope, out var mapped) ? mapped : [scope])
        : _roleClaims.Contains(claim.Type) && _roles.TryGetValue(claim.Value, out var brought) ? brought
        : [];

    private static FrozenSet<string> Names(IList<string> configured, params string[] usual) =>
        (configured.Count > 0 ? configured : usual).ToFrozenSet(StringComparer.Ordinal);
}
