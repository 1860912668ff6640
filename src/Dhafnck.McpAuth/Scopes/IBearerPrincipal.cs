namespace Dhafnck.McpAuth.Scopes;

/// <summary>A principal created from a bearer token, with what can be read without enumerating its claims.</summary>
internal interface IBearerPrincipal
{
    /// <summary>The identifier of the token's record; <see langword="null"/> when it has none.</summary>
    string? TokenId { get; }

    /// <summary>Whether a scope is effective; <see langword="null"/> when the claims have to be checked.</summary>
    bool? HasScope(string scope);
}
