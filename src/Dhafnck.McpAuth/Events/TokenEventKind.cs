namespace Dhafnck.McpAuth.Events;

/// <summary>What can happen to a token.</summary>
public enum TokenEventKind
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>Its name, scopes, limit, addresses or notes were changed.</summary>
    Changed,

    /// <summary>Its credential was replaced.</summary>
    Rotated,

    /// <summary>It was revoked.</summary>
    Revoked,

    /// <summary>A request with it was refused; <see cref="TokenEvent.Reason"/> says why.</summary>
    Rejected,

    /// <summary>A credential was used that rotation had replaced, after its grace period: somebody missed the rotation, or should not have it.</summary>
    FormerCredentialUsed,

    /// <summary>A request was refused because the token was over its limit.</summary>
    Limited,

    /// <summary>It was used from an address that is not among the last five.</summary>
    NewAddress,

    /// <summary>It expires within 7 days. Not reported of a token that was made for 7 days or less.</summary>
    ExpiresInSevenDays,

    /// <summary>It expires within a day. Not reported of a token that was made for a day or less.</summary>
    ExpiresInOneDay,

    /// <summary>
    /// It made at least 100 requests within an hour, and five times as many as in its median hour of the last 7 days; an hour
    /// without requests counts among them. Not reported within 24 hours of its first request.
    /// </summary>
    UnusualUse,
}
