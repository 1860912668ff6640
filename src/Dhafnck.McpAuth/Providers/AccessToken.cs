using System.Security.Claims;

namespace Dhafnck.McpAuth;

/// <summary>A valid access token: its subject, scopes and limits. It does not contain the token string.</summary>
public sealed record AccessToken
{
    /// <summary>The subject of the token: the <c>sub</c> claim of the principal. It must stay the same during a session.</summary>
    public required string Subject { get; init; }

    /// <summary>The granted scopes, without the scopes that the catalog adds for them.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The issuer of the token.</summary>
    public required string Issuer { get; init; }

    /// <summary>The identifier of the token's record. It is not a secret.</summary>
    /// <value>The default is <see langword="null"/>: the token has no record.</value>
    public string? TokenId { get; init; }

    /// <summary>The name of the token.</summary>
    /// <value>The default is <see langword="null"/>: no name.</value>
    public string? Name { get; init; }

    /// <summary>The audience of the token, one of the configured audiences.</summary>
    /// <value>The default is <see langword="null"/>: the provider has no audiences.</value>
    public string? Audience { get; init; }

    /// <summary>The time at which the token expires, in UTC. From then on requests get 401, and what is open ends.</summary>
    /// <value>The default is <see langword="null"/>: the token does not expire.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The limit of requests per hour. Requests are counted by <see cref="TokenId"/>.</summary>
    /// <value>1 or more. The default is <see langword="null"/>: no limit.</value>
    public int? RateLimit { get; init; }

    /// <summary>
    /// The key that the token is bound to: its JWK thumbprint (RFC 7638), as in <c>cnf.jkt</c> (RFC 9449 §6). A request with the token
    /// is accepted with a DPoP proof of this key only.
    /// </summary>
    /// <value>43 characters of base64url. The default is <see langword="null"/>: a bearer token.</value>
    public string? KeyThumbprint { get; init; }

    /// <summary>The metadata that the owner stored with the token.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Additional claims for the principal. Claims of the types <c>sub</c>, <c>iss</c>, <c>token_id</c>, <c>scope</c> and <c>auth_provider</c>, in
    /// any case, are ignored: their values come from the properties above, and from the provider's name.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<Claim> Claims { get; init; } = [];
}
