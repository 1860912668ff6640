namespace Dhafnck.McpAuth.Tokens;

/// <summary>The result status of creating, updating or rotating a token.</summary>
public enum TokenOperationStatus
{
    /// <summary>The operation succeeded and is stored.</summary>
    Succeeded,

    /// <summary>The same request succeeded before with the same idempotency key; nothing was changed.</summary>
    Repeated,

    /// <summary>The request is invalid: see <see cref="TokenOperation.Errors"/>.</summary>
    Invalid,

    /// <summary>The owner has no such token.</summary>
    NotFound,

    /// <summary>The token was changed concurrently.</summary>
    Conflict,

    /// <summary>The token is revoked or expired, which cannot be undone.</summary>
    Inactive,

    /// <summary>The owner has reached the limit of active tokens.</summary>
    LimitReached,

    /// <summary>The idempotency key was used for another request.</summary>
    KeyReused,

    /// <summary>
    /// The owner policy does not let the owner grant what the token has: see <see cref="TokenOperation.Errors"/>. Only a rotation
    /// has this result; the token is unchanged.
    /// </summary>
    NotGranted,

    /// <summary>The owner policy says that the owner is no longer active.</summary>
    OwnerInactive,
}
