namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>The kinds of writes that have a budget per owner. The budgets are separate, so that other writes never prevent an owner from revoking.</summary>
internal enum TokenWrite
{
    /// <summary>The owner creates, updates or rotates a token.</summary>
    Change,

    /// <summary>The owner revokes one token or all tokens.</summary>
    Revocation,

    /// <summary>A token of the owner rotates itself.</summary>
    SelfRotation,
}
