namespace Dhafnck.McpAuth.Tokens.Connections;

/// <summary>Compares the scopes of records, whose order says nothing.</summary>
internal static class ConnectionScopes
{
    /// <summary>Returns whether both records have the same scopes; true when there is no other record.</summary>
    public static bool HasScopesOf(this ApiToken token, ApiToken? other) => other is null || token.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(other.Scopes);
}
