namespace Dhafnck.McpAuth.Scopes;

/// <summary>What a message of a client asks for.</summary>
/// <param name="Method">The method of the request; empty for what is no request.</param>
/// <param name="Kind">What sort of thing it reaches for.</param>
/// <param name="Name">The name of the tool or prompt, or the URI of the resource; <see langword="null"/> when the message does not say.</param>
internal readonly record struct McpOperation(string Method, McpOperationKind Kind = McpOperationKind.Other, string? Name = null)
{
    /// <summary>No request: a notification, an answer, or no message at all, which the SDK refuses.</summary>
    public static readonly McpOperation None = new("");
}
