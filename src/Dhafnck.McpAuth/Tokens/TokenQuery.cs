namespace Dhafnck.McpAuth.Tokens;

/// <summary>A query for one page of a list of tokens.</summary>
public sealed record TokenQuery
{
    /// <summary>The identifier of the tokens' owner, or <see langword="null"/> for the tokens of all owners.</summary>
    public required string? OwnerId { get; init; }

    /// <summary>The kind of the tokens.</summary>
    /// <value>The default is <see cref="TokenKind.Any"/>.</value>
    public TokenKind Kind { get; init; }

    /// <summary>The state of the tokens at the time <see cref="Now"/>.</summary>
    /// <value>The default is <see cref="TokenState.Any"/>.</value>
    public TokenState State { get; init; }

    /// <summary>The time at which the state is evaluated, UTC. Required unless <see cref="State"/> is <see cref="TokenState.Any"/>.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>A text that the name must contain, ignoring case.</summary>
    /// <value>The default is <see langword="null"/>: any name.</value>
    public string? NameContains { get; init; }

    /// <summary>The time before which the token must expire, UTC.</summary>
    /// <value>The default is <see langword="null"/>: any expiry.</value>
    public DateTimeOffset? ExpiresBefore { get; init; }

    /// <summary>A scope that was granted to the token, without those that others imply.</summary>
    /// <value>The default is <see langword="null"/>: any scopes.</value>
    public string? Scope { get; init; }

    /// <summary>Whether only tokens are returned that wait for the approval of a scope: <see cref="ApiToken.RequestedScopes"/> is not empty.</summary>
    /// <value>The default is <see langword="false"/>: waiting or not.</value>
    public bool AwaitsApproval { get; init; }

    /// <summary>
    /// The time, UTC, from which the token's current credential was issued: the token was created or rotated then or later. A
    /// rotated record that is older than <see cref="ApiToken.IssuedAt"/> always matches, because its time is unknown.
    /// </summary>
    /// <value>The default is <see langword="null"/>: any time.</value>
    public DateTimeOffset? IssuedFrom { get; init; }

    /// <summary>The time, UTC, since which the token has been neither used, created nor rotated.</summary>
    /// <value>The default is <see langword="null"/>: used or not.</value>
    public DateTimeOffset? UnusedSince { get; init; }

    /// <summary>The sort key.</summary>
    /// <value>The default is <see cref="TokenSort.CreatedAt"/>.</value>
    public TokenSort Sort { get; init; }

    /// <summary>Whether the order is descending: newest first, or from the end of the alphabet.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Descending { get; init; } = true;

    /// <summary>The number of tokens to skip.</summary>
    /// <value>0 or more. The default is 0.</value>
    public int Skip { get; init; }

    /// <summary>The maximum number of tokens to return.</summary>
    /// <value>1 or more. The default is 100.</value>
    public int Limit { get; init; } = 100;
}
