using System.Security.Claims;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>The scopes that every request needs, and the refusal of a token that lacks one of them.</summary>
internal sealed class RequiredScopes(ScopeOptions options)
{
    private readonly string[] _all = [.. options.Required];

    public IReadOnlyList<string> All => _all;

    /// <summary>Refuses an accepted token that lacks one of the scopes, or returns <see langword="null"/>.</summary>
    public BearerRefusal? Judge(BearerAuthentication authentication) =>
        authentication.Claims!.HasAll(_all) ? null : Refuse(authentication);

    /// <summary>Refuses a principal that the application has replaced or changed, and that lacks one of the scopes.</summary>
    public BearerRefusal? Judge(ClaimsPrincipal user, BearerAuthentication authentication) =>
        authentication.IsUnchanged(user) || _all.All(scope => ScopeClaims.Has(user, scope)) ? null : Refuse(authentication);

    /// <summary>Returns these scopes, and what a request needs in addition.</summary>
    public string[] With(IEnumerable<string> needed) => [.. _all.Concat(needed).Distinct(StringComparer.Ordinal)];

    private BearerRefusal Refuse(BearerAuthentication authentication) =>
        BearerRefusal.InsufficientScope(_all) with { Detail = authentication.AccessToken!.TokenId };
}
