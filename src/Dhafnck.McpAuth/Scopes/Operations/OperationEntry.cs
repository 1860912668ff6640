namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>An entry of <see cref="ScopeOptions.Operations"/>, prepared for matching against the names in requests.</summary>
internal sealed class OperationEntry
{
    private readonly string[] _patterns;
    private readonly bool _isPrefix;
    private readonly StringComparison _comparison;

    public OperationEntry(OperationScopes entry)
    {
        (Kind, var pattern) = entry switch
        {
            { Tool: { Length: > 0 } tool } => (McpOperationKind.Tool, tool),
            { Prompt: { Length: > 0 } prompt } => (McpOperationKind.Prompt, prompt),
            { Resource: { Length: > 0 } resource } => (McpOperationKind.Resource, resource),
            _ => (McpOperationKind.Method, entry.Method ?? ""),
        };
        _isPrefix = pattern.EndsWith('*');
        var name = _isPrefix ? pattern[..^1] : pattern;
        _patterns = Kind == McpOperationKind.Resource ? [name, ResourceUri.Decode(name)] : [name];

        // The scheme and host of a URI are case-insensitive (RFC 3986 section 6.2.2.1). Ignoring case for the rest guards
        // rather too much than too little.
        _comparison = Kind == McpOperationKind.Resource ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        Scopes = [.. entry.Scopes];
    }

    public McpOperationKind Kind { get; }

    public IReadOnlyList<string> Scopes { get; }

    /// <summary>Whether the entry names the tool, prompt or method of this name, or the resource with this form of its URI.</summary>
    public bool Names(string name)
    {
        foreach (var pattern in _patterns)
        {
            if (name.StartsWith(pattern, _comparison) && (_isPrefix || IsEnd(name.AsSpan(pattern.Length))))
            {
                return true;
            }
        }

        return false;
    }

    // A resource handler may ignore everything after the path.
    private bool IsEnd(ReadOnlySpan<char> rest) => rest.IsEmpty || (Kind == McpOperationKind.Resource && (rest is "/" || rest[0] is '?' or '#'));
}
