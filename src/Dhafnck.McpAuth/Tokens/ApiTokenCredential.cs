namespace Dhafnck.McpAuth.Tokens;

/// <summary>One credential (token string) of an <see cref="ApiToken"/>. A rotation replaces it and keeps the record.</summary>
public sealed record ApiTokenCredential
{
    /// <summary>The number of the credential: 1 for the first, incremented by each rotation. It is part of the token's <c>jti</c> (RFC 7519 §4.1.7).</summary>
    public required int Generation { get; init; }

    /// <summary>The SHA-256 hash of the token string.</summary>
    public required TokenHash Hash { get; init; }

    /// <summary>The time from which a former credential is no longer accepted, UTC.</summary>
    /// <value>The default is <see langword="null"/>: this is the current credential.</value>
    public DateTimeOffset? ValidUntil { get; init; }
}
