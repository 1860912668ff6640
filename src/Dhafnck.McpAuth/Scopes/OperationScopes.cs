namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The scopes that a tool, a prompt, a resource or a method needs, said beside it: for those that a handler of the
/// application serves, which have no place for <see cref="RequiredScopeAttribute"/>. Exactly one of the four names is set.
/// </summary>
public sealed class OperationScopes
{
    /// <summary>The name of the tool, or what its name begins with and a <c>*</c>.</summary>
    /// <value>The default is <see langword="null"/>: it is no tool.</value>
    public string? Tool { get; set; }

    /// <summary>The name of the prompt, or what its name begins with and a <c>*</c>.</summary>
    /// <value>The default is <see langword="null"/>: it is no prompt.</value>
    public string? Prompt { get; set; }

    /// <summary>
    /// The URI of the resource, or what it begins with and a <c>*</c>, compared without case. A URI that a client sends is
    /// compared as it was sent, without its escapes, and without its dot segments (RFC 3986 section 6.2.2): it needs the
    /// scopes of every entry that names one of these forms.
    /// </summary>
    /// <value>The default is <see langword="null"/>: it is no resource.</value>
    public string? Resource { get; set; }

    /// <summary>
    /// The method of the request, such as <c>tasks/get</c>, or what it begins with and a <c>*</c>. For methods that the
    /// application or an extension adds to the protocol; a method of the protocol needs the scopes beside those of what it
    /// reaches for.
    /// </summary>
    /// <value>The default is <see langword="null"/>: it is no method.</value>
    public string? Method { get; set; }

    /// <summary>The scopes, all of which are needed, beside those of every other entry that names the same, and of its <see cref="RequiredScopeAttribute"/>.</summary>
    /// <value>At least one, each of the catalog.</value>
    public IList<string> Scopes { get; } = [];
}
