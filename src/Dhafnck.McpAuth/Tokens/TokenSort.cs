namespace Dhafnck.McpAuth.Tokens;

/// <summary>The sort keys of a list of tokens. Tokens with equal keys are sorted by identifier, in the same direction.</summary>
public enum TokenSort
{
    /// <summary>The time when the token was created.</summary>
    CreatedAt,

    /// <summary>The token's name, ignoring case; otherwise in the order of the store.</summary>
    Name,

    /// <summary>The time when the token expires.</summary>
    ExpiresAt,

    /// <summary>The time when the token was last used. Unused tokens are last in both directions.</summary>
    LastUsedAt,
}
