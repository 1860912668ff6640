namespace Dhafnck.McpAuth.Scopes;

/// <summary>One scope of a <see cref="ScopeCatalog"/>: what it is called, what it lets a token do, what it brings along.</summary>
public sealed record ScopeDefinition
{
    /// <summary>
    /// The scope's name, such as <c>read:tasks</c>: a scope-token of RFC 6749 §3.3, that is 1 to 100 visible ASCII
    /// characters without space, <c>"</c> and <c>\</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>What the scope lets a token do, in a few words for the person who grants it.</summary>
    public required string Description { get; init; }

    /// <summary>The MCP permission that the scope carries, such as <c>mcp:read</c>.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public string? Permission { get; init; }

    /// <summary>
    /// The names of the scopes that this one includes, beside its <see cref="Permission"/>. Inclusion is transitive.
    /// A scope <c>write:x</c> includes <c>read:x</c> without being told, where the catalog has it.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Implies { get; init; } = [];

    /// <summary>Whether a user may ask for the scope when creating a token.</summary>
    /// <value>The default is <see langword="true"/>; <see langword="false"/> for what only follows from other scopes.</value>
    public bool IsGrantable { get; init; } = true;
}
