using System.Collections.Frozen;
using System.Text.Json;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>Derives the granted scopes from the claims of an issuer's token.</summary>
internal sealed class IssuerScopes(ExternalIssuerOptions issuer)
{
    private readonly string[] _granted = [.. issuer.GrantedScopes];
    private readonly string[] _scopeClaims = Names(issuer.ScopeClaims, "scope", "scp", "scopes");
    private readonly string[] _roleClaims = Names(issuer.RoleClaims, "roles", "groups");
    private readonly FrozenDictionary<string, IList<string>> _scopes = issuer.ScopeMappings.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, IList<string>> _roles = issuer.RoleMappings.ToFrozenDictionary(StringComparer.Ordinal);

    public string[] Read(JsonElement claims) =>
    [
        .. _granted
            .Concat(_scopeClaims.SelectMany(name => ClaimPath.Read(claims, name)).SelectMany(OfScopes))
            .Concat(_roleClaims.SelectMany(name => ClaimPath.Read(claims, name)).SelectMany(OfRole))
            .Where(scope => ScopeToken.IsValid(scope) && scope is not (McpScopes.Admin or McpScopes.RotateTokens))
            .Distinct(StringComparer.Ordinal),
    ];

    private IEnumerable<string> OfScopes(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(scope => _scopes.TryGetValue(scope, out var mapped) ? mapped : [scope]);

    private IList<string> OfRole(string role) => _roles.TryGetValue(role, out var scopes) ? scopes : [];

    private static string[] Names(IList<string> configured, params string[] usual) => configured.Count > 0 ? [.. configured] : usual;
}
