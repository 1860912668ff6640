namespace Dhafnck.McpAuth.Tokens;

/// <summary>One token string of an <see cref="ApiToken"/>: rotation replaces it while the record stays.</summary>
public sealed record TokenCredential
{
    /// <summary>The number of the credential: 1 for the first, one more after each rotation. Part of the token's <c>jti</c>.</summary>
    public required int Generation { get; init; }

    /// <summary>The SHA-256 of the token string.</summary>
    public required TokenHash Hash { get; init; }

    /// <summary>When a former credential stops being accepted, UTC.</summary>
    /// <value>The default is <see langword="null"/>: the credential is the current one.</value>
    public DateTimeOffset? ValidUntil { get; init; }
}
