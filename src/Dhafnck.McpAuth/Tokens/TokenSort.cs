namespace Dhafnck.McpAuth.Tokens;

/// <summary>What a list of tokens can be sorted by. Tokens that are alike in it are sorted by identifier, the same way round.</summary>
public enum TokenSort
{
    /// <summary>When the token was created.</summary>
    CreatedAt,

    /// <summary>The token's name, without regard to case; otherwise in the store's own order.</summary>
    Name,

    /// <summary>When the token expires.</summary>
    ExpiresAt,

    /// <summary>When the token was last used; those never used stand last, either way round.</summary>
    LastUsedAt,
}
