namespace Dhafnck.McpAuth.Scopes;

/// <summary>What sort of thing a message of a client reaches for.</summary>
internal enum McpOperationKind
{
    /// <summary>Nothing that has scopes of its own, such as a list.</summary>
    Other,

    Tool,

    Prompt,

    Resource,

    /// <summary>The method itself, whatever it reaches for.</summary>
    Method,
}
