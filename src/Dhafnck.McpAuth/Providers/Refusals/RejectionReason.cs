namespace Dhafnck.McpAuth;

/// <summary>The reason why a token was rejected, for the application's code. The texts of a <see cref="Rejection"/> are for people.</summary>
public enum RejectionReason
{
    /// <summary>Any other reason, such as one of the application's own provider.</summary>
    Other,

    /// <summary>The token is not genuine: its format, signature or claims are invalid.</summary>
    NotGenuine,

    /// <summary>The token is genuine, but has no record.</summary>
    NotFound,

    /// <summary>The token expired.</summary>
    Expired,

    /// <summary>The token was revoked.</summary>
    Revoked,

    /// <summary>The token was replaced by rotation, and its grace period has ended. Its user missed the rotation, or should not have the token.</summary>
    Replaced,

    /// <summary>The token may not be used from the address of the request.</summary>
    AddressNotAllowed,

    /// <summary>The token's owner is no longer active.</summary>
    OwnerInactive,

    /// <summary>The token could not be checked.</summary>
    Unavailable,

    /// <summary>The token is bound to a key, and the request does not prove that its sender holds it (RFC 9449). The token may be stolen.</summary>
    KeyNotProven,
}
