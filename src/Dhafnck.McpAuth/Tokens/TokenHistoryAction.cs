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

    /// <summary>
    /// A credential that the token had created itself was used for the first time. Stores keep this entry; the REST API and the
    /// token page do not show it.
    /// </summary>
    FirstUsed,
}
