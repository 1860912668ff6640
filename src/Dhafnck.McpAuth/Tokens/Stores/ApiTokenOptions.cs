namespace Dhafnck.McpAuth.Tokens;

/// <summary>The limits on tokens and token writes, and the retention of expired data.</summary>
public sealed class ApiTokenOptions
{
    /// <summary>The maximum number of active tokens per owner.</summary>
    /// <value>1 or more. The default is 100.</value>
    public int ActiveTokensPerOwner { get; set; } = 100;

    /// <summary>
    /// The maximum number of writes per owner and minute through the token API. The full number is available as a burst after a
    /// minute without writes. A further write gets 429 with <c>Retry-After</c>. Changes (create, update, rotate), revocations,
    /// and rotations by the tokens themselves have separate budgets, so other writes never prevent an owner from revoking. Each
    /// process counts separately.
    /// </summary>
    /// <value>1 or more. The default is 120.</value>
    public int WritesPerMinute { get; set; } = 120;

    /// <summary>
    /// The maximum number of concurrent writes of token records in a process; at most one per owner. Further writes wait, and get
    /// 503 after <see cref="TokenCacheOptions.StalenessBound"/>. Each write holds a database connection while it waits for the
    /// lock that all writes share, so keep the value well below the size of the connection pool.
    /// </summary>
    /// <value>1 or more. The default is 4.</value>
    public int ConcurrentWrites { get; set; } = 4;

    /// <summary>The time after its expiry when a token's record is removed. Removal runs when the host starts, and then every hour.</summary>
    /// <value>Zero to 3650 days. The default is <see langword="null"/>: nothing is removed.</value>
    public TimeSpan? PruneAfter { get; set; }

    /// <summary>The time for which entries of the audit trail are kept. Older ones are removed when the host starts, and then every hour.</summary>
    /// <value>A day to 3650 days. The default is 400 days.</value>
    public TimeSpan AuditRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The time for which an idempotency key stays bound to its request. The key is removed within an hour after that.</summary>
    /// <value>More than zero, at most 30 days. The default is 24 hours.</value>
    public TimeSpan IdempotencyKeyLifetime { get; set; } = TimeSpan.FromHours(24);
}
