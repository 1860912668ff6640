namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The scopes that a tool, a prompt or a resource needs, said beside it: for those that a handler of the application
/// serves, which have no place for <see cref="RequiredScopeAttribute"/>. One of the three names is given.
/// </summary>
public sealed class OperationScopes
{
    /// <summary>The name of the tool, or what its name begins with and a <c>*</c>.</summary>
    /// <value>The default is <see langword="null"/>: it is no tool.</value>
    public string? Tool { get; set; }

    /// <summary>The name of the prompt, or what its name begins with and a <c>*</c>.</summary>
    /// <value>The default is <see langword="null"/>: it is no prompt.</value>
    public string? Prompt { get; set; }

    /// <summary>The URI of the resource, or what it begins with and a <c>*</c>.</summary>
    /// <value>The default is <see langword="null"/>: it is no resource.</value>
    public string? Resource { get; set; }

    /// <summary>The scopes, all of which are needed, beside those of every other entry that names the same, and of its <see cref="RequiredScopeAttribute"/>.</summary>
    /// <value>At least one, each of the catalog.</value>
    public IList<string> Scopes { get; } = [];

    internal bool IsOf(McpOperationKind kind, string name) => Name(kind) is { } pattern
        && (pattern.EndsWith('*') ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), Comparison(kind)) : name.Equals(pattern, Comparison(kind)));

    internal string? Name(McpOperationKind kind) => kind switch
    {
        McpOperationKind.Tool => Tool,
        McpOperationKind.Prompt => Prompt,
        McpOperationKind.Resource => Resource,
        _ => null,
    };

    // Scheme and host of a URI have no case (RFC 3986 section 6.2.2.1), and rather too much is guarded than too little.
    private static StringComparison Comparison(McpOperationKind kind) =>
        kind == McpOperationKind.Resource ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
}
