namespace Dhafnck.McpAuth.Tokens.Connections;

/// <summary>Compares the scopes of records, regardless of their order.</summary>
internal static class ConnectionScopes
{
    /// <summary>Returns whether both records have, and wait for, the same scopes; true when there is no other record.</summary>
    public static bool HasScopesOf(this ApiToken token, ApiToken? other) =>
        other is null
        || (token.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(other.Scopes)
            && token.RequestedScopes.ToHashSet(StringComparer.Ordinal).SetEquals(other.RequestedScopes));
}
