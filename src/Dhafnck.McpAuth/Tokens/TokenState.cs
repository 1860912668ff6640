namespace Dhafnck.McpAuth.Tokens;

/// <summary>The token states that a list can be filtered by.</summary>
public enum TokenState
{
    /// <summary>Every token.</summary>
    Any,

    /// <summary>Neither revoked nor expired.</summary>
    Active,

    /// <summary>Expired, and not revoked.</summary>
    Expired,

    /// <summary>Revoked.</summary>
    Revoked,

    /// <summary>Active or expired.</summary>
    NotRevoked,
}
