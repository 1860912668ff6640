namespace Dhafnck.McpAuth.Events;

/// <summary>The kinds of token events.</summary>
public enum TokenEventKind
{
    /// <summary>The token was created.</summary>
    Created,

    /// <summary>The token's name, scopes, rate limit, addresses or metadata were changed.</summary>
    Changed,

    /// <summary>The token's credential was replaced.</summary>
    Rotated,

    /// <summary>The token was revoked.</summary>
    Revoked,

    /// <summary>A request with the token was refused; <see cref="TokenEvent.Reason"/> states why.</summary>
    Rejected,

    /// <summary>A former credential was used after its grace period: a client missed the rotation, or the credential has leaked.</summary>
    FormerCredentialUsed,

    /// <summary>A request was refused because the token was over its rate limit.</summary>
    Limited,

    /// <summary>The token was used from an address that is not among the last five.</summary>
    NewAddress,

    /// <summary>The token expires within 7 days. Not reported for a token with a lifetime of 7 days or less.</summary>
    ExpiresInSevenDays,

    /// <summary>The token expires within a day. Not reported for a token with a lifetime of a day or less.</summary>
    ExpiresInOneDay,

    /// <summary>
    /// The token made at least 100 requests within an hour, and at least five times as many as in its median hour of the last 7
    /// days. Hours without requests are included in the median. Not reported within 24 hours of the token's first request.
    /// </summary>
    UnusualUse,

    /// <summary>A secret scanner found the token where anybody can read it, and it was revoked; <see cref="TokenEvent.Reason"/> states where.</summary>
    Leaked,

    /// <summary>The owner requested a scope that an administrator has to approve.</summary>
    ScopeRequested,

    /// <summary>An administrator denied a scope that the owner had requested.</summary>
    ScopeDenied,

    /// <summary>The token was ended because nobody had used it for as long as the settings allow.</summary>
    ExpiredUnused,
}
