namespace Dhafnck.McpAuth.Tokens;

/// <summary>The result of adding a record to a store.</summary>
public enum TokenAddition
{
    /// <summary>The record is stored.</summary>
    Added,

    /// <summary>The store already has a record with this identifier, or an active one that is the same connection; nothing was written.</summary>
    Exists,

    /// <summary>The owner has reached the limit of active tokens; nothing was written.</summary>
    LimitReached,

    /// <summary>The owner has used the idempotency key before; nothing was written.</summary>
    KeyUsed,
}
