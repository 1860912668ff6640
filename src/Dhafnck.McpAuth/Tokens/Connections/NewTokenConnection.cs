using Dhafnck.McpAuth.Tokens.Fields;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>What a user, or somebody in the user's place, grants to an OAuth client.</summary>
public sealed record NewTokenConnection
{
    /// <summary>The client that the user gives access to.</summary>
    public required TokenConnection Client { get; init; }

    /// <summary>The scopes to grant, as for <see cref="NewApiToken.Scopes"/>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The resource that the connection is for (RFC 8707): one of <see cref="JwtOptions.Audiences"/>.</summary>
    public required string Audience { get; init; }

    /// <summary>The rate limit, in requests per hour. A connection that exists keeps its own.</summary>
    /// <value>1 to 1,000,000. The default is 1,000.</value>
    public int RateLimit { get; init; } = RateLimitField.Default;

    /// <summary>The number of days after which the connection ends, however much it is used. A connection that exists keeps its own.</summary>
    /// <value>1 to 365. The default is 365.</value>
    public int EndsInDays { get; init; } = NewApiToken.MaximumDays;

    /// <summary>
    /// Who grants the connection in place of the user: the issuer of an assertion (RFC 7523), such as an enterprise's identity
    /// provider. Such a connection is separate from one that the user grants, and has the scopes of the last grant only.
    /// </summary>
    /// <value>1 to 200 characters. The default is <see langword="null"/>: the user.</value>
    public string? GrantedBy { get; init; }

    /// <summary>The lifetimes of the connection's credentials.</summary>
    public ConnectionLifetimes Lifetimes { get; init; } = new();
}
