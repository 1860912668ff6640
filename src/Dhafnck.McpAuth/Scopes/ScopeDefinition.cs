namespace Dhafnck.McpAuth.Scopes;

/// <summary>A scope of a <see cref="ScopeCatalog"/>: its name, its description, and what it includes.</summary>
public sealed record ScopeDefinition
{
    /// <summary>
    /// The scope's name, such as <c>read:tasks</c>. It is a scope-token of RFC 6749 §3.3.
    /// </summary>
    /// <value>1 to 100 visible ASCII characters other than space, <c>"</c> and <c>\</c>.</value>
    public required string Name { get; init; }

    /// <summary>A short description of what the scope permits, for the person who grants it.</summary>
    public required string Description { get; init; }

    /// <summary>The MCP permission that the scope carries, such as <c>mcp:read</c>.</summary>
    /// <value>The default is <see langword="null"/>: no permission.</value>
    public string? Permission { get; init; }

    /// <summary>
    /// The names of the scopes that this one includes, in addition to its <see cref="Permission"/>. Inclusion is transitive.
    /// A scope <c>write:x</c> automatically includes <c>read:x</c> if the catalog contains it.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Implies { get; init; } = [];

    /// <summary>Whether a user may request the scope when creating a token.</summary>
    /// <value>The default is <see langword="true"/>. Use <see langword="false"/> for a scope that only other scopes imply.</value>
    public bool IsGrantable { get; init; } = true;
}
