namespace Dhafnck.McpAuth.Tokens;

/// <summary>How making, changing or rotating a token can end.</summary>
public enum TokenOperationStatus
{
    /// <summary>It is done, and stored.</summary>
    Succeeded,

    /// <summary>The same request was done before, under the same idempotency key; nothing was done again.</summary>
    Repeated,

    /// <summary>Something is wrong with the request: see <see cref="TokenOperation.Errors"/>.</summary>
    Invalid,

    /// <summary>The owner has no such token.</summary>
    NotFound,

    /// <summary>The token was changed meanwhile.</summary>
    Conflict,

    /// <summary>The token is revoked or expired, and stays so.</summary>
    Inactive,

    /// <summary>The owner has as many active tokens as are allowed.</summary>
    LimitReached,

    /// <summary>The idempotency key has been used for another request.</summary>
    KeyReused,

    /// <summary>The owner policy does not grant the owner what the token has: see <see cref="TokenOperation.Errors"/>. A rotation ends so; the token stays as it is.</summary>
    NotGranted,

    /// <summary>The owner policy says that the owner is no longer active.</summary>
    OwnerInactive,
}
