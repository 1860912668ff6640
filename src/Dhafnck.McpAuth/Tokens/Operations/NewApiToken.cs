using Dhafnck.McpAuth.Tokens.Fields;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>The requested properties of a new token.</summary>
public sealed record NewApiToken
{
    /// <summary>The maximum lifetime, in days.</summary>
    public const int MaximumDays = 365;

    /// <summary>The maximum time during which a token may rotate itself, in days.</summary>
    public const int MaximumRotatableDays = 3650;

    /// <summary>The maximum rate limit, in requests per hour.</summary>
    public const int MaximumRateLimit = 1_000_000;

    /// <summary>The maximum number of <see cref="AllowedAddresses"/>.</summary>
    public const int MaximumAllowedAddresses = 100;

    /// <summary>The maximum size of <see cref="Metadata"/>: the UTF-8 bytes of all keys and values together.</summary>
    public const int MaximumMetadataBytes = 4096;

    /// <summary>The token's name, 1 to 100 characters. Control, text-direction and invisible characters are not allowed.</summary>
    public required string Name { get; init; }

    /// <summary>The scopes to grant. At least one is required, and the catalog must allow granting each. Duplicates count once.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The token's lifetime, in days.</summary>
    /// <value>1 to <see cref="ApiTokenOptions.MaximumDays"/>. The default is <see langword="null"/>: 30, or the maximum if that is less.</value>
    public int? ExpiresInDays { get; init; }

    /// <summary>The token's lifetime, for a token that lives for a day at most. It takes the place of <see cref="ExpiresInDays"/>.</summary>
    /// <value>1 minute to 1 day, in whole seconds. The default is <see langword="null"/>: <see cref="ExpiresInDays"/> counts.</value>
    public TimeSpan? ShortLifetime { get; init; }

    /// <summary>The rate limit, in requests per hour.</summary>
    /// <value>1 to 1,000,000. The default is 1,000.</value>
    public int RateLimit { get; init; } = RateLimitField.Default;

    /// <summary>The audience that the token is issued for: one of <see cref="JwtOptions.Audiences"/>.</summary>
    /// <value>The default is <see langword="null"/>: the first of these audiences.</value>
    public string? Audience { get; init; }

    /// <summary>The IP addresses or networks in CIDR notation that the token may be used from; at most 100.</summary>
    /// <value>The default is <see langword="null"/>: any address.</value>
    public IReadOnlyList<string>? AllowedAddresses { get; init; }

    /// <summary>
    /// The key to bind the token to: the SHA-256 thumbprint of its JWK (RFC 7638 §3) in base64url. Requests with the token then need a
    /// DPoP proof of this key (RFC 9449).
    /// </summary>
    /// <value>43 characters. The default is <see langword="null"/>: a bearer token.</value>
    public string? KeyThumbprint { get; init; }

    /// <summary>The number of days after the token's creation during which it may rotate itself.</summary>
    /// <value>1 to 3650. The default is 365.</value>
    public int RotatableForDays { get; init; } = RotatableForDaysField.Default;

    /// <summary>The metadata to keep with the token. Keys and values together take at most 4096 bytes in UTF-8.</summary>
    /// <value>The default is <see langword="null"/>: no metadata.</value>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
