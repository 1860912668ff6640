namespace Dhafnck.McpAuth.Tokens;

/// <summary>How many tokens there may be, and how long what belongs to them is kept.</summary>
public sealed class TokenLimits
{
    /// <summary>How many active tokens one owner may have.</summary>
    /// <value>1 or more. The default is 100.</value>
    public int ActiveTokensPerOwner { get; set; } = 100;

    /// <summary>
    /// How many writes one owner may make in a minute through the token API: as many at once after a quiet minute. One
    /// more gets 429 with <c>Retry-After</c>. Changes (create, edit, rotate), revocations, and rotations by the owner's
    /// tokens themselves are limited apart from each other, so that no other write keeps an owner from revoking. Each
    /// process counts for itself.
    /// </summary>
    /// <value>1 or more. The default is 120.</value>
    public int WritesPerMinute { get; set; } = 120;

    /// <summary>
    /// How many writes of token records a process makes at once; of each owner one. Others wait, and get 503 after
    /// <see cref="TokenCacheOptions.StalenessBound"/>. Each holds a connection to the database while it waits for the
    /// lock that all writes share, so the value should stay well below the size of the connection pool.
    /// </summary>
    /// <value>1 or more. The default is 4.</value>
    public int ConcurrentWrites { get; set; } = 4;

    /// <summary>How long after its expiry a token's record is removed, which is done when the host starts and then once an hour.</summary>
    /// <value>Zero to 3650 days. The default is <see langword="null"/>: nothing is removed.</value>
    public TimeSpan? PruneAfter { get; set; }

    /// <summary>How long an idempotency key stands for the request it came with. It is removed within an hour after that.</summary>
    /// <value>More than zero, at most 30 days. The default is 24 hours.</value>
    public TimeSpan IdempotencyKeyLifetime { get; set; } = TimeSpan.FromHours(24);
}
