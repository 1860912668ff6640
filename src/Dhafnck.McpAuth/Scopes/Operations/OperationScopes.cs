namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The scopes that a tool, prompt, resource or method requires, configured by name. It is for those that a handler of the
/// application serves, where <see cref="RequiredScopeAttribute"/> cannot be applied. Exactly one of the four names must be set.
/// </summary>
public sealed class OperationScopes
{
    /// <summary>The name of the tool, or a prefix of it followed by <c>*</c>.</summary>
    /// <value>The default is <see langword="null"/>: the entry is not for a tool.</value>
    public string? Tool { get; set; }

    /// <summary>The name of the prompt, or a prefix of it followed by <c>*</c>.</summary>
    /// <value>The default is <see langword="null"/>: the entry is not for a prompt.</value>
    public string? Prompt { get; set; }

    /// <summary>
    /// The URI of the resource, or a prefix of it followed by <c>*</c>. The comparison ignores case. A client's URI is
    /// compared as sent, with its escapes decoded, and with its dot segments removed (RFC 3986 section 6.2.2). The request
    /// requires the scopes of every entry that matches one of these forms.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the entry is not for a resource.</value>
    public string? Resource { get; set; }

    /// <summary>
    /// The method of the request, such as <c>tasks/get</c>, or a prefix of it followed by <c>*</c>. It is meant for methods
    /// that the application or an extension adds to the protocol. For a method of the protocol, the scopes are required in
    /// addition to those of its target.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the entry is not for a method.</value>
    public string? Method { get; set; }

    /// <summary>
    /// The required scopes. All of them are required, in addition to those of other matching entries and of a
    /// <see cref="RequiredScopeAttribute"/>.
    /// </summary>
    /// <value>At least one scope of the catalog. The default is empty, which stops the start.</value>
    public IList<string> Scopes { get; } = [];
}
