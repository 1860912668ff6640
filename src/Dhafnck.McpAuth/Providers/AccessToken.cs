using System.Security.Claims;

namespace Dhafnck.McpAuth.Providers;

/// <summary>What a good token stands for. It does not hold the token string.</summary>
public sealed record AccessToken
{
    /// <summary>Whose token it is: the <c>sub</c> of the principal, which must stay the same while a session lasts.</summary>
    public required string Subject { get; init; }

    /// <summary>The scopes granted, without what the catalog has them imply.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Who issued the token.</summary>
    public required string Issuer { get; init; }

    /// <summary>The identifier of the token's record; not a secret.</summary>
    /// <value>The default is <see langword="null"/>: there is no record.</value>
    public string? TokenId { get; init; }

    /// <summary>The token's name.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Name { get; init; }

    /// <summary>The audience for which the token was made, one of those configured.</summary>
    /// <value>The default is <see langword="null"/>: the provider has no audiences.</value>
    public string? Audience { get; init; }

    /// <summary>When the token expires, UTC.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many requests per hour the token may make; they are counted by <see cref="TokenId"/>.</summary>
    /// <value>1 or more. The default is <see langword="null"/>: there is no limit.</value>
    public int? RateLimit { get; init; }

    /// <summary>What the owner noted with the token.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Further claims for the principal. Claims of type <c>sub</c>, <c>iss</c>, <c>token_id</c> and <c>scope</c>, in any case,
    /// are ignored: these say what the properties above say.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<Claim> Claims { get; init; } = [];
}
