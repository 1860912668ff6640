namespace Dhafnck.McpAuth.Tokens;

/// <summary>The action that a history entry records.</summary>
public enum TokenHistoryAction
{
    /// <summary>The token was created.</summary>
    Created,

    /// <summary>The record was updated: name, scopes, rate limit, addresses or metadata.</summary>
    Changed,

    /// <summary>The credential was replaced.</summary>
    Rotated,

    /// <summary>The token was revoked.</summary>
    Revoked,
}
