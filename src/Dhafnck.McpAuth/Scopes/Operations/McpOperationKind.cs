namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>The kind of target of a client's message.</summary>
internal enum McpOperationKind
{
    /// <summary>A target without scopes of its own, such as a list.</summary>
    Other,

    Tool,

    Prompt,

    Resource,

    /// <summary>The method itself, whatever its target.</summary>
    Method,
}
