using System.Collections.Frozen;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The scopes that exist, and what each of them includes. The catalog contains the scopes of <see cref="McpScopes"/>;
/// an application adds its own with <c>AddScope</c> on the builder. Only this catalog can widen a token's scopes.
/// </summary>
public sealed class ScopeCatalog
{
    private readonly FrozenDictionary<string, ScopeDefinition> _definitions;
    private readonly FrozenDictionary<string, FrozenSet<string>> _closures;

    /// <summary>Creates a catalog of the standard scopes and the <paramref name="additional"/> ones.</summary>
    /// <param name="additional">The application's own scopes. A scope with the name of a standard scope replaces it.</param>
    /// <exception cref="ArgumentException">
    /// A name is not a scope-token of RFC 6749 §3.3; a scope implies one that is not in the catalog, or implies
    /// <see cref="McpScopes.Admin"/> or <see cref="McpScopes.RotateTokens"/>; or a scope redefines <c>mcp:admin</c>,
    /// <c>mcp:access</c> or <c>tokens:rotate</c>.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="additional"/> is <see langword="null"/>.</exception>
    public ScopeCatalog(params IEnumerable<ScopeDefinition> additional)
    {
        ArgumentNullException.ThrowIfNull(additional);
        var definitions = StandardScopes.All.ToDictionary(scope => scope.Name, StringComparer.Ordinal);
        foreach (var scope in additional)
        {
            Check(scope);
            definitions[scope.Name] = scope;
        }

        foreach (var scope in definitions.Values)
        {
            if (DirectlyImplied(scope, definitions).FirstOrDefault(name => !definitions.ContainsKey(name)) is { } unknown)
            {
                throw new ArgumentException($"The scope '{scope.Name}' implies '{unknown}', which is not in the catalog. Add it too.", nameof(additional));
            }
        }

        _definitions = definitions.ToFrozenDictionary(StringComparer.Ordinal);
        _closures = definitions.Keys.ToFrozenDictionary(name => name, name => Close(name, definitions), StringComparer.Ordinal);
    }

    /// <summary>All scopes of the catalog, ordered by name.</summary>
    public IEnumerable<ScopeDefinition> All => _definitions.Values.OrderBy(scope => scope.Name, StringComparer.Ordinal);

    /// <summary>The scopes that a user may request, ordered by name.</summary>
    public IEnumerable<ScopeDefinition> Grantable => All.Where(scope => scope.IsGrantable);

    /// <summary>Whether the catalog contains a scope.</summary>
    /// <param name="name">The scope's name, which is case-sensitive (RFC 6749 §3.3).</param>
    public bool Contains(string name) => _definitions.ContainsKey(name);

    /// <summary>Whether a user may request a scope.</summary>
    /// <param name="name">The scope's name, which is case-sensitive (RFC 6749 §3.3).</param>
    public bool IsGrantable(string name) => _definitions.TryGetValue(name, out var scope) && scope.IsGrantable;

    /// <summary>
    /// Returns the effective scopes of a token: the <paramref name="granted"/> scopes, everything that they imply, and
    /// <see cref="McpScopes.Access"/>. A granted scope that is not in the catalog implies nothing.
    /// </summary>
    /// <param name="granted">The scopes of the token's record.</param>
    /// <returns>The effective scopes, in a set with ordinal comparison.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="granted"/> is <see langword="null"/>.</exception>
    public IReadOnlySet<string> GetEffectiveScopes(IEnumerable<string> granted)
    {
        ArgumentNullException.ThrowIfNull(granted);
        var effective = new HashSet<string>(StringComparer.Ordinal) { McpScopes.Access };
        foreach (var name in granted)
        {
            effective.Add(name);
            if (_closures.TryGetValue(name, out var closure))
            {
                effective.UnionWith(closure);
            }
        }

        return effective;
    }

    private static FrozenSet<string> Close(string name, Dictionary<string, ScopeDefinition> definitions)
    {
        if (name == McpScopes.Admin)
        {
            return definitions.Keys.Where(scope => scope != McpScopes.RotateTokens).ToFrozenSet(StringComparer.Ordinal);
        }

        var closure = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([name]);
        while (open.TryDequeue(out var next))
        {
            if (closure.Add(next))
            {
                foreach (var implied in DirectlyImplied(definitions[next], definitions))
                {
                    open.Enqueue(implied);
                }
            }
        }

        return closure.ToFrozenSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> DirectlyImplied(ScopeDefinition scope, Dictionary<string, ScopeDefinition> definitions)
    {
        const string Write = "write:";
        foreach (var implied in scope.Implies)
        {
            yield return implied;
        }

        if (scope.Permission is { } permission)
        {
            yield return permission;
        }

        if (scope.Name.StartsWith(Write, StringComparison.Ordinal)
            && "read:" + scope.Name[Write.Length..] is var read
            && definitions.ContainsKey(read))
        {
            yield return read;
        }
    }

    private static void Check(ScopeDefinition scope)
    {
        if (!ScopeToken.IsValid(scope.Name))
        {
            throw new ArgumentException(
                $"'{ScopeToken.Escape(scope.Name)}' is not a valid scope name. "
                + $"Use 1 to {ScopeToken.MaximumLength} visible ASCII characters other than space, \" and \\ (RFC 6749 section 3.3).",
                nameof(scope));
        }

        if (scope.Name is McpScopes.Admin or McpScopes.Access or McpScopes.RotateTokens)
        {
            throw new ArgumentException($"The scope '{scope.Name}' has a fixed meaning and cannot be redefined.", nameof(scope));
        }

        if (scope.Implies.Append(scope.Permission).FirstOrDefault(name => name is McpScopes.Admin or McpScopes.RotateTokens) is { } implied)
        {
            throw new ArgumentException($"The scope '{scope.Name}' implies '{implied}', which must be granted explicitly.", nameof(scope));
        }
    }
}
