using Dhafnck.McpAuth.Scopes;
using OpenIddict.Abstractions;

namespace Dhafnck.McpAuth.AuthorizationServer.Authorize;

/// <summary>The scopes that users grant to clients.</summary>
internal sealed class GrantableScopes(ScopeCatalog catalog, ScopeOptions options)
{
    /// <summary>The scope with which OpenIddict issues a refresh token. It is not a scope of a record.</summary>
    public const string OfflineAccess = OpenIddictConstants.Scopes.OfflineAccess;

    /// <summary>The scopes that a user can grant. A client does not rotate its token itself: that is what refresh tokens are for.</summary>
    public IReadOnlyList<string> Grantable { get; } = NamesIn(catalog);

    /// <summary>The scopes that a client can request: those that a user can grant, and those that other scopes imply. <c>mcp:admin</c> is not among them.</summary>
    public IEnumerable<string> Requestable =>
        catalog.All.Where(scope => !scope.IsGrantable && scope.Name != McpScopes.Admin).Select(scope => scope.Name).Concat(Grantable);

    /// <summary>The scopes of a catalog that can be granted to a client.</summary>
    public static IReadOnlyList<string> NamesIn(ScopeCatalog catalog) =>
        [.. catalog.Grantable.Select(scope => scope.Name).Where(name => name != McpScopes.RotateTokens)];

    /// <summary>The scopes to ask the user for. A client that requests none that a user can grant gets those that everything needs.</summary>
    public IReadOnlyList<string> Choose(IEnumerable<string> requested)
    {
        var chosen = Of(requested);
        chosen = chosen.Count > 0 ? chosen : Of([.. options.Required, options.ToolCall ?? ""]);
        return chosen.Count > 0 ? chosen : Grantable;
    }

    /// <summary>Narrows granted scopes to those that are requested. No request means all that are granted.</summary>
    /// <returns>The scopes, or <see langword="null"/> when more is requested than granted, or nothing that can be granted.</returns>
    public IReadOnlyList<string>? Narrow(IEnumerable<string> granted, IReadOnlyCollection<string> requested)
    {
        if (requested.Count == 0)
        {
            return [.. granted];
        }

        var chosen = Of(requested);
        return chosen.Count > 0 && catalog.GetEffectiveScopes(granted).IsSupersetOf(requested) ? chosen : null;
    }

    /// <summary>The scopes that somebody else grants in place of the user: what is granted, allowed and requested. Without a request or a grant, that side limits nothing.</summary>
    public IReadOnlyList<string> Choose(IReadOnlyList<string> allowed, IReadOnlyList<string>? granted, IReadOnlyCollection<string> requested)
    {
        var limit = (granted is null ? Grantable : Of(granted)).Intersect(allowed, StringComparer.Ordinal).ToList();
        return granted is null && requested.Count == 0 ? [.. Choose([]).Intersect(limit, StringComparer.Ordinal)]
            : requested.Count == 0 ? limit
            : [.. Of(requested).Intersect(limit, StringComparer.Ordinal)];
    }

    private List<string> Of(IEnumerable<string> names) => [.. Grantable.Intersect(names, StringComparer.Ordinal)];
}
