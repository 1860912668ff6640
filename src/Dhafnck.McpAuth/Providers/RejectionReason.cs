namespace Dhafnck.McpAuth.Providers;

/// <summary>Why a token was refused, for the application's code: the words of a <see cref="Rejection"/> are for people.</summary>
public enum RejectionReason
{
    /// <summary>A reason that has no name of its own here, such as one that the application's provider gave.</summary>
    Other,

    /// <summary>The token is not genuine: its form, signature or claims do not hold.</summary>
    NotGenuine,

    /// <summary>The token is genuine, and has no record.</summary>
    NotFound,

    /// <summary>The token expired.</summary>
    Expired,

    /// <summary>The token was revoked.</summary>
    Revoked,

    /// <summary>The token was replaced by rotation and is past its grace period: whoever uses it has missed the rotation, or should not have it.</summary>
    Replaced,

    /// <summary>The token may not be used from the address that presents it.</summary>
    AddressNotAllowed,

    /// <summary>The token's owner is no longer active.</summary>
    OwnerInactive,

    /// <summary>The token could not be checked.</summary>
    Unavailable,
}
