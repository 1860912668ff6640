namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// The record of an API token: the authority on what the token may do. It holds the hash of the token string,
/// never the string. All times are UTC, in whole seconds.
/// </summary>
public sealed record ApiToken
{
    /// <summary>The identifier, <c>tok_</c> and a UUIDv7 (RFC 9562 §5.7) in 32 hexadecimal digits. Not a secret.</summary>
    public required string Id { get; init; }

    /// <summary>The user whose token it is: the subject (<c>sub</c>) of the token, 1 to 200 characters.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The name that the owner gave it, 1 to 100 characters. Unicode; escape it before it reaches a page.</summary>
    public required string Name { get; init; }

    /// <summary>The scopes granted, without what they imply.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The audience (<c>aud</c>, RFC 7519 §4.1.3) the token is made for.</summary>
    public required string Audience { get; init; }

    /// <summary>How many requests the token may make per hour.</summary>
    public required int RateLimit { get; init; }

    /// <summary>What the owner noted with the token.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The addresses that the token may be used from: networks in CIDR notation (RFC 4632, RFC 4291 §2.3), such as
    /// <c>192.0.2.0/24</c> and <c>2001:db8::/32</c>.
    /// </summary>
    /// <value>The default is empty: any address.</value>
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];

    /// <summary>When the token was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the token expires: from this moment on it is refused.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How long a credential of the token lives: the time that a rotation gives the next one.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>Until when the token may rotate itself, with the scope <c>tokens:rotate</c>; a credential made so expires then at the latest.</summary>
    public required DateTimeOffset RotatableUntil { get; init; }

    /// <summary>When the token was revoked.</summary>
    /// <value>The default is <see langword="null"/>: it was not.</value>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The credential that is accepted while the token is active.</summary>
    public required TokenCredential Credential { get; init; }

    /// <summary>The credential before the last rotation, accepted until its <see cref="TokenCredential.ValidUntil"/>.</summary>
    /// <value>The default is <see langword="null"/>: there is none.</value>
    public TokenCredential? FormerCredential { get; init; }

    /// <summary>How often the record was changed. The store counts it; using a token does not change it.</summary>
    /// <value>1 for a new record.</value>
    public long Version { get; init; } = 1;

    /// <summary>When the token last made a request, as far as use has been written to the store.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>How many requests the token has made, as far as use has been written to the store.</summary>
    /// <value>The default is 0.</value>
    public long UsageCount { get; init; }

    /// <summary>Who created, changed, rotated and revoked the token, oldest first: the creation, and at most the last 19 lines.</summary>
    /// <value>The default is empty, as of a record that was made before there were histories.</value>
    public IReadOnlyList<TokenHistoryEntry> History { get; init; } = [];

    /// <summary>Whether the token is neither revoked nor expired.</summary>
    /// <param name="now">The moment in question, UTC.</param>
    public bool IsActive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}
