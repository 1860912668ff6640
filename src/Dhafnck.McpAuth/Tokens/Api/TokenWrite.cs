namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The writes that an owner has a budget for. Each kind has its own, so that no other keeps an owner from revoking.</summary>
internal enum TokenWrite
{
    /// <summary>The owner makes, changes or rotates a token.</summary>
    Change,

    /// <summary>The owner revokes a token, or all.</summary>
    Revocation,

    /// <summary>A token of the owner's rotates itself.</summary>
    SelfRotation,
}
