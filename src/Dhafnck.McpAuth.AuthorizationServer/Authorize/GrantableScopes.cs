using Dhafnck.McpAuth.Scopes;
using OpenIddict.Abstractions;

namespace Dhafnck.McpAuth.AuthorizationServer.Authorize;

/// <summary>The scopes that users grant to clients.</summary>
internal sealed class GrantableScopes(ScopeCatalog catalog, ScopeOptions options)
{
    /// <summary>The scope with which OpenIddict issues a refresh token. It is not a scope of a record.</summary>
    public const string OfflineAccess = OpenIddictConstants.Scopes.OfflineAccess;

    /// <summary>The scopes that a user can grant. A client does not rotate its token itself: that is what refresh tokens are for.</summary>
    public IReadOnlyList<string> Grantable { get; } = [.. catalog.Grantable.Select(scope => scope.Name).Where(name => name != McpScopes.RotateTokens)];

    /// <summary>The scopes that a client can request: those that a user can grant, and those that other scopes imply. <c>mcp:admin</c> is not among them.</summary>
    public IEnumerable<string> Requestable =>
        catalog.All.Where(scope => !scope.IsGrantable && scope.Name != McpScopes.Admin).Select(scope => scope.Name).Concat(Grantable);

    /// <summary>The scopes to ask the user for. A client that requests none that a user can grant gets those that everything needs.</summary>
    public IReadOnlyList<string> Choose(IEnumerable<string> requested)
    {
        var chosen = Of(requested);
        chosen = chosen.Count > 0 ? chosen : Of([.. options.Required, options.ToolCall ?? ""]);
        return chosen.Count > 0 ? chosen : Grantable;
    }

    private List<string> Of(IEnumerable<string> names) => [.. Grantable.Intersect(names, StringComparer.Ordinal)];
}
