namespace Dhafnck.McpAuth.Tokens;

/// <summary>The states in which a list of tokens can be asked for.</summary>
public enum TokenState
{
    /// <summary>Every token.</summary>
    Any,

    /// <summary>Neither revoked nor expired.</summary>
    Active,

    /// <summary>Expired, and not revoked before that.</summary>
    Expired,

    /// <summary>Revoked.</summary>
    Revoked,
}
