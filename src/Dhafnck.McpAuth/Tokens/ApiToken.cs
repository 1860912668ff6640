namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// The stored record of an API token. It is the authority on what the token may do. It holds the hash of the token string, never
/// the string itself. All times are UTC, in whole seconds.
/// </summary>
public sealed record ApiToken
{
    /// <summary>The token's identifier: <c>tok_</c> and a UUIDv7 (RFC 9562 §5.7) in 32 hexadecimal digits. It is not a secret.</summary>
    public required string Id { get; init; }

    /// <summary>The identifier of the user who owns the token, 1 to 200 characters. It is the token's subject (<c>sub</c>, RFC 7519 §4.1.2).</summary>
    public required string OwnerId { get; init; }

    /// <summary>
    /// The token's name, chosen by its owner, 1 to 100 characters. It can contain any Unicode text, so encode it before you
    /// render it as HTML.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The granted scopes, without the scopes that they imply.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The scopes that the owner requested and an administrator has to approve (<see cref="ApiTokenOptions.ApprovalScopes"/>). The token does not have them.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> RequestedScopes { get; init; } = [];

    /// <summary>The audience that the token is issued for (<c>aud</c>, RFC 7519 §4.1.3).</summary>
    public required string Audience { get; init; }

    /// <summary>The rate limit, in requests per hour.</summary>
    public required int RateLimit { get; init; }

    /// <summary>The metadata that the owner keeps with the token.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The networks that the token may be used from, in CIDR notation (RFC 4632, RFC 4291 §2.3), such as <c>192.0.2.0/24</c> and
    /// <c>2001:db8::/32</c>.
    /// </summary>
    /// <value>The default is empty: any address.</value>
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];

    /// <summary>
    /// The key that the token is bound to: the SHA-256 thumbprint of its JWK (RFC 7638). The token is accepted with a DPoP proof of this
    /// key only (RFC 9449). It never changes, and each rotation keeps it.
    /// </summary>
    /// <value>43 characters of base64url. The default is <see langword="null"/>: a bearer token.</value>
    public string? KeyThumbprint { get; init; }

    /// <summary>The time when the token was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time when the current credential was issued: the token's creation, or its last rotation.</summary>
    /// <value>The default is <see langword="null"/>: the record is older than this property.</value>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The time when the token expires. The token is refused from this time on.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The lifetime of one credential. A rotation by the owner gives the new credential this lifetime again.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>
    /// The time until which the token may rotate itself with the scope <c>tokens:rotate</c>. A credential created this way never
    /// expires later.
    /// </summary>
    public required DateTimeOffset RotatableUntil { get; init; }

    /// <summary>The time when the token was revoked.</summary>
    /// <value>The default is <see langword="null"/>: the token is not revoked.</value>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The current credential, accepted while the token is active.</summary>
    public required ApiTokenCredential Credential { get; init; }

    /// <summary>The credential before the last rotation. It is accepted until its <see cref="ApiTokenCredential.ValidUntil"/>.</summary>
    /// <value>The default is <see langword="null"/>: there is no former credential.</value>
    public ApiTokenCredential? FormerCredential { get; init; }

    /// <summary>The version of the record. The store increments it with each change. Using the token does not change it.</summary>
    /// <value>The default is 1: a new record.</value>
    public long Version { get; init; } = 1;

    /// <summary>The time of the token's last request, as far as usage has been written to the store.</summary>
    /// <value>The default is <see langword="null"/>: the token has not been used.</value>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The number of requests that the token has made, as far as usage has been written to the store.</summary>
    /// <value>The default is 0.</value>
    public long UsageCount { get; init; }

    /// <summary>
    /// The token's history, oldest entry first: who created, changed, rotated and revoked it. It keeps the creation and at most
    /// the last 19 other entries.
    /// </summary>
    /// <value>The default is empty. The history is also empty for a record that is older than the history feature.</value>
    public IReadOnlyList<TokenHistoryEntry> History { get; init; } = [];

    /// <summary>The OAuth client that uses the token.</summary>
    /// <value>The default is <see langword="null"/>: a token that its owner created and copied.</value>
    public TokenConnection? Connection { get; init; }

    /// <summary>Returns whether the token is neither revoked nor expired.</summary>
    /// <param name="now">The time to check against, UTC.</param>
    public bool IsActive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>Returns the current or former credential with this hash, valid or not; or <see langword="null"/>.</summary>
    internal ApiTokenCredential? FindCredential(TokenHash hash) =>
        Credential.Hash.Equals(hash) ? Credential
        : FormerCredential?.Hash.Equals(hash) == true ? FormerCredential
        : null;

    /// <summary>
    /// Returns whether both records are connections of the same client with the same owner and audience, granted by the same: the
    /// owner, or the issuer of an assertion. Only one of them can be active.
    /// </summary>
    /// <param name="other">The other record.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    public bool IsSameConnection(ApiToken other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Connection is { } connection
            && connection.ClientId == other.Connection?.ClientId
            && (OwnerId, Audience, this.CreatedBy()) == (other.OwnerId, other.Audience, other.CreatedBy());
    }
}
