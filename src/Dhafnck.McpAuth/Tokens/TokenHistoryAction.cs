namespace Dhafnck.McpAuth.Tokens;

/// <summary>What was done to a token.</summary>
public enum TokenHistoryAction
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>Its record was edited: name, scopes, limit, addresses or metadata.</summary>
    Changed,

    /// <summary>Its credential was replaced.</summary>
    Rotated,

    /// <summary>It was revoked.</summary>
    Revoked,
}
