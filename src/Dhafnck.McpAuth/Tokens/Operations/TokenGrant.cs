namespace Dhafnck.McpAuth.Tokens;

/// <summary>The properties that a token is to have when it is created, widened or rotated. All times are UTC.</summary>
public sealed record TokenGrant
{
    /// <summary>
    /// All scopes that the token is to have, without the scopes that they imply. They include <c>mcp:admin</c> if an
    /// administrator has added it to the record.
    /// </summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The audience (<c>aud</c>, RFC 7519 §4.1.3).</summary>
    public required string Audience { get; init; }

    /// <summary>The rate limit, in requests per hour.</summary>
    public required int RateLimit { get; init; }

    /// <summary>The time when the credential expires. For a rotation, this is the expiry of the new credential.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>
    /// The time until which the token may rotate itself with the scope <c>tokens:rotate</c>. A credential created this way never
    /// expires later.
    /// </summary>
    public required DateTimeOffset RotatableUntil { get; init; }

    /// <summary>The networks that the token may be used from, in CIDR notation (RFC 4632, RFC 4291 §2.3). Empty means any address.</summary>
    public required IReadOnlyList<string> AllowedAddresses { get; init; }

    /// <summary>The thumbprint of the key that the token is bound to (RFC 7638).</summary>
    /// <value>The default is <see langword="null"/>: a bearer token.</value>
    public string? KeyThumbprint { get; init; }

    internal static TokenGrant Of(ApiToken token) => new()
    {
        Scopes = token.Scopes,
        Audience = token.Audience,
        RateLimit = token.RateLimit,
        ExpiresAt = token.ExpiresAt,
        RotatableUntil = token.RotatableUntil,
        AllowedAddresses = token.AllowedAddresses,
        KeyThumbprint = token.KeyThumbprint,
    };
}
