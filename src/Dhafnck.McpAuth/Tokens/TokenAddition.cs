namespace Dhafnck.McpAuth.Tokens;

/// <summary>What became of adding a record to a store.</summary>
public enum TokenAddition
{
    /// <summary>The record is stored.</summary>
    Added,

    /// <summary>The store has a record of this identifier already; nothing was written.</summary>
    Exists,

    /// <summary>The owner has as many active tokens as are allowed; nothing was written.</summary>
    LimitReached,

    /// <summary>The owner has used the idempotency key before; nothing was written.</summary>
    KeyUsed,
}
