namespace Dhafnck.McpAuth.Scopes;

/// <summary>A principal that a bearer token made, and what can be known of it without its claims being gone through.</summary>
internal interface IBearerPrincipal
{
    /// <summary>The identifier of the token's record, where it has one.</summary>
    string? TokenId { get; }

    /// <summary>Whether a scope is among the effective ones; <see langword="null"/> when the claims have to be asked.</summary>
    bool? HasScope(string scope);
}
