namespace Dhafnck.McpAuth.Tokens;

/// <summary>Which part of which list a store is asked for.</summary>
public sealed record TokenQuery
{
    /// <summary>Whose tokens.</summary>
    public required string OwnerId { get; init; }

    /// <summary>In which state, at the moment <see cref="Now"/>.</summary>
    /// <value>The default is <see cref="TokenState.Any"/>.</value>
    public TokenState State { get; init; }

    /// <summary>The moment by which a token is active or expired, UTC. Needed with a <see cref="State"/> but <see cref="TokenState.Any"/>.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>A text that the name has to contain, without regard to case.</summary>
    /// <value>The default is <see langword="null"/>: any name.</value>
    public string? NameContains { get; init; }

    /// <summary>The moment before which the token has to expire, UTC.</summary>
    /// <value>The default is <see langword="null"/>: any time.</value>
    public DateTimeOffset? ExpiresBefore { get; init; }

    /// <summary>What the list is sorted by.</summary>
    /// <value>The default is <see cref="TokenSort.CreatedAt"/>.</value>
    public TokenSort Sort { get; init; }

    /// <summary>Whether the greatest comes first: the newest, the last of the alphabet.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Descending { get; init; } = true;

    /// <summary>How many to pass over.</summary>
    /// <value>0 or more. The default is 0.</value>
    public int Skip { get; init; }

    /// <summary>How many to return at most.</summary>
    /// <value>1 or more. The default is 100.</value>
    public int Limit { get; init; } = 100;
}
