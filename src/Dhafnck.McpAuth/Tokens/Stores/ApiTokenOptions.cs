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

    /// <summary>
    /// The longest lifetime of a token string, and of an OAuth client's connection, in days. A token string or connection that
    /// exists when the rule is made gets this lifetime at its next rotation or refresh.
    /// </summary>
    /// <value>1 to 365. The default is 365.</value>
    public int MaximumDays { get; set; } = NewApiToken.MaximumDays;

    /// <summary>
    /// Whether a token has to be limited to addresses. Each network must have a prefix of at least 8 bits (IPv4) or 16 bits (IPv6).
    /// Tokens that exist when the rule is made are not affected. The connections of OAuth clients get the <see cref="ConnectionAddresses"/>.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RequireAllowedAddresses { get; set; }

    /// <summary>
    /// The IP addresses and networks that new connections of OAuth clients may be used from; at most 100. The owner of a connection can change
    /// them.
    /// </summary>
    /// <value>The default is empty: any address.</value>
    public IList<string> ConnectionAddresses { get; } = [];

    /// <summary>
    /// The scopes that an administrator has to approve. A token, or a connection of an OAuth client, is made without them, and waits
    /// for them (<see cref="ApiToken.RequestedScopes"/>). So do scopes that include one of them.
    /// </summary>
    /// <value>Scopes of the catalog that can be granted. The default is empty.</value>
    public IList<string> ApprovalScopes { get; } = [];

    /// <summary>
    /// The time after which a token ends that has been neither used nor rotated since, or was never used since it was created. It
    /// ends up to a day and two hours later: every process looks at start and once an hour, leaves the others an hour to write their
    /// counts, and reads the usage by whole days (UTC).
    /// </summary>
    /// <value>A day to 3650 days. The default is <see langword="null"/>: unused tokens stay valid until they expire.</value>
    public TimeSpan? ExpireUnusedAfter { get; set; }

    /// <summary>The time for which entries of the audit trail are kept. Older ones are removed when the host starts, and then every hour.</summary>
    /// <value>A day to 3650 days. The default is 400 days.</value>
    public TimeSpan AuditRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The time for which an idempotency key stays bound to its request. The key is removed within an hour after that.</summary>
    /// <value>More than zero, at most 30 days. The default is 24 hours.</value>
    public TimeSpan IdempotencyKeyLifetime { get; set; } = TimeSpan.FromHours(24);
}
