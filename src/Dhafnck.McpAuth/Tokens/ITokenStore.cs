namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Stores the records of API tokens. A store is a singleton and safe for concurrent use. A completed operation is as durable as
/// the store is. An exception means that the store is unavailable: the request then gets 503 and is never let through.
/// </summary>
/// <remarks>
/// <para>
/// The package <c>Dhafnck.McpAuth.Testing</c> has the contract as tests: derive a class from its <c>TokenStoreContract</c>. The
/// stores of this library pass them.
/// </para>
/// <para>
/// An operation whose token is cancelled before it starts throws <see cref="OperationCanceledException"/>, and writes nothing.
/// Identifiers, owners and keys are compared ordinally, by their exact characters. All times are UTC, also in the records that
/// a store returns.
/// </para>
/// </remarks>
public interface ITokenStore
{
    /// <summary>
    /// Adds a record unless its owner has too many active ones, or already has an active one that is the same connection
    /// (<see cref="ApiToken.IsSameConnection"/>). Checking and adding are atomic across processes. A used key is reported before
    /// an identifier or a connection that exists, and this before the limit.
    /// </summary>
    /// <param name="token">The new record, with <see cref="ApiToken.Version"/> 1.</param>
    /// <param name="maximumActive">The maximum number of active tokens of the owner, including this one, at its <see cref="ApiToken.CreatedAt"/>.</param>
    /// <param name="claim">
    /// The idempotency key to store atomically with the record, or <see langword="null"/>. Nothing is written when the owner has
    /// used the key before.
    /// </param>
    /// <param name="audit">The entry of the audit trail to store atomically with the record, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the record with the identifier, or <see langword="null"/>.</summary>
    /// <param name="tokenId">The identifier. Any string is allowed, also with control characters and unpaired surrogates.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the records with the identifiers, in any order; those without a record are omitted. Cached records are checked with it for
    /// changes made directly by SQL. The default implementation calls <see cref="FindAsync"/> for each identifier; a store
    /// should read all of them in one query.
    /// </summary>
    /// <param name="tokenIds">The identifiers, without duplicates. Any strings are allowed.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    async Task<IReadOnlyList<ApiToken>> FindManyAsync(IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        var found = new List<ApiToken>(tokenIds.Count);
        foreach (var tokenId in tokenIds)
        {
            if (await FindAsync(tokenId, cancellationToken).ConfigureAwait(false) is { } token)
            {
                found.Add(token);
            }
        }

        return found;
    }

    /// <summary>
    /// Returns one page of an owner's records and their total number, both of the same moment. Records with equal sort keys are
    /// sorted by identifier, ordinally and in the same direction. With <see cref="TokenSort.LastUsedAt"/>, unused tokens are last
    /// in both directions. Each character of <see cref="TokenQuery.NameContains"/> means itself, also <c>%</c> and <c>_</c>.
    /// <see cref="TokenQueryExtensions.Apply"/> does all of this for records in memory.
    /// </summary>
    /// <param name="query">The owner, filters, order and page.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces a record if the store still has the given <see cref="ApiToken.Version"/>, and increments the version. Each property
    /// gets the new value, also <see langword="null"/> and an empty list. Only the usage, owner and creation time stay as they are
    /// in the store. An update is refused only when it has to be, so that concurrent writers who try again all succeed. The scope
    /// <c>mcp:admin</c> can be kept or removed. Only together with an entry of the action
    /// <see cref="TokenAuditAction.GrantScope"/> can it be added; otherwise, if the stored record lacks it, the update counts as a
    /// concurrent change.
    /// </summary>
    /// <param name="token">The new state of the record, with the version that was read.</param>
    /// <param name="claim">The idempotency key to store atomically with the record, or <see langword="null"/>.</param>
    /// <param name="audit">The entry of the audit trail to store atomically with the record, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// <see langword="false"/> when the record was changed concurrently or no longer exists, or when the owner has used the key
    /// of <paramref name="claim"/> before. Nothing is written then, not even the key.
    /// </returns>
    Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the records of all owners that are not revoked and expire within a time range, the earliest first. Records that
    /// expire at the same time are sorted by identifier, ordinally.
    /// </summary>
    /// <param name="from">The start of the range, inclusive, UTC.</param>
    /// <param name="before">The end of the range, exclusive, UTC.</param>
    /// <param name="after">The last record of the previous page, or <see langword="null"/> for the first page.</param>
    /// <param name="limit">The maximum number of records; 1 or more.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns which records were added or changed after a value of the store's change counter. Each added or changed record
    /// increments the counter by one, in the same transaction. Usage does not. The counter of an empty store is 0.
    /// A change that this call does not return gets a higher counter than the one that it returns, so that no change is missed.
    /// </summary>
    /// <param name="since">The counter value of the previous call, or 0 for all records. It can be higher than the store's counter.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<ChangedTokens> GetChangesAsync(long since, CancellationToken cancellationToken = default);

    /// <summary>
    /// Revokes all records of one owner that are not revoked yet, expired ones too, atomically. Each gets
    /// <see cref="ApiToken.RevokedAt"/> and the next <see cref="ApiToken.Version"/>, loses its
    /// <see cref="ApiToken.FormerCredential"/>, and counts as a change. Nothing else of it changes.
    /// </summary>
    /// <param name="ownerId">The identifier of the owner.</param>
    /// <param name="revokedAt">The time of the revocation, UTC.</param>
    /// <param name="audit">Creates the entry of the audit trail for a revoked record from its identifier, or <see langword="null"/>. The entries are stored atomically with the records.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The number of records revoked.</returns>
    Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, Func<string, TokenAuditEntry>? audit = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the request that an idempotency key was used for, or <see langword="null"/> when the key is unused.</summary>
    /// <param name="ownerId">The identifier of the key's owner.</param>
    /// <param name="key">The key.</param>
    /// <param name="notBefore">The time, UTC, before which a use of the key no longer counts.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<IdempotentRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default);

    /// <summary>Removes records that expired, and idempotency keys that were used, before a given time. Keeps a revoked record until it has expired.</summary>
    /// <param name="expiredBefore">The time for records, UTC.</param>
    /// <param name="usedBefore">The time for idempotency keys, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The number of records removed.</returns>
    Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the current time of the store's own clock, UTC. A process whose clock differs from it by more than a minute logs a
    /// warning. The default implementation returns <see langword="null"/>: the store has no clock of its own.
    /// </summary>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken = default) => Task.FromResult<DateTimeOffset?>(null);

    /// <summary>
    /// Appends an entry to the audit trail that belongs to no change of a record, such as a refusal. The default implementation
    /// does nothing: the store keeps no trail.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task AppendAuditAsync(TokenAuditEntry entry, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Returns entries of the audit trail, the latest first. The default implementation returns none.</summary>
    /// <param name="query">The filters and the page.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(TokenAuditQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<TokenAuditEntry>>([]);

    /// <summary>Removes entries of the audit trail that are older than a given time. The default implementation removes none.</summary>
    /// <param name="before">The time, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The number of entries removed.</returns>
    Task<int> PruneAuditAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => Task.FromResult(0);
}
