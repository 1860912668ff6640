namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Where the records of API tokens are kept. A store is a singleton, safe for use by many threads; an operation
/// that returned is durable, as far as the store is. An exception means that the store could not be asked:
/// a request then gets 503, never a pass.
/// </summary>
/// <remarks>The contract is a test class, <c>TokenStoreContract</c>, which every store of the project passes.</remarks>
public interface ITokenStore
{
    /// <summary>Adds a record, unless its owner has enough active ones. Counting and adding are one step for every process.</summary>
    /// <param name="token">The new record, of <see cref="ApiToken.Version"/> 1.</param>
    /// <param name="maximumActive">How many active tokens the owner may have with it, as of its <see cref="ApiToken.CreatedAt"/>.</param>
    /// <param name="claim">The idempotency key to store in the same step, or <see langword="null"/>. Nothing is written when the owner has used the key before.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default);

    /// <summary>The record of an identifier, or <see langword="null"/>.</summary>
    /// <param name="tokenId">The identifier. Compared by ordinal; may be any string.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default);

    /// <summary>A part of one owner's records, and how many there are in all.</summary>
    /// <param name="query">Whose records, and which part of the list.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces a record, if it is still of the <see cref="ApiToken.Version"/> given, and counts the version up.
    /// What is known of the token's use is left as it stands in the store, and so are its owner and creation time.
    /// The scope <c>mcp:admin</c> is only ever left where it stands or taken away: a record that lacks it in the store
    /// is not given it, and counts as changed meanwhile.
    /// </summary>
    /// <param name="token">The record as it is to be, with the version that was read.</param>
    /// <param name="claim">The idempotency key to store in the same step, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// <see langword="false"/> when the record was changed meanwhile or is gone, or the owner has used the key of
    /// <paramref name="claim"/> before; nothing is written then, the key included.
    /// </returns>
    Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default);

    /// <summary>Records of any owner that are not revoked and expire within a time, the earliest first.</summary>
    /// <param name="from">The earliest expiry, UTC.</param>
    /// <param name="before">The moment before which the expiry lies, UTC.</param>
    /// <param name="after">The last record of the part before, or <see langword="null"/> for the first part.</param>
    /// <param name="limit">How many records at most; 1 or more.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Which records were added or changed after a point of the store's change counter. The counter grows with every
    /// added or changed record, in the same transaction; a token's use does not move it.
    /// </summary>
    /// <param name="since">The counter as read before, or 0 for all.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<TokenChanges> GetChangesAsync(long since, CancellationToken cancellationToken = default);

    /// <summary>Revokes all of one owner's records that are not revoked, in one step.</summary>
    /// <param name="ownerId">Whose records.</param>
    /// <param name="revokedAt">When, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>How many were revoked.</returns>
    Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, CancellationToken cancellationToken = default);

    /// <summary>The request that an idempotency key stands for, or <see langword="null"/> when the key is unused.</summary>
    /// <param name="ownerId">Whose key.</param>
    /// <param name="key">The key. Compared by ordinal.</param>
    /// <param name="notBefore">A key used before this moment, UTC, counts as unused.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<TokenRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default);

    /// <summary>Removes records that expired, and idempotency keys that were used, before a moment. A record that is revoked and not yet expired stays.</summary>
    /// <param name="expiredBefore">The moment for records, UTC.</param>
    /// <param name="usedBefore">The moment for idempotency keys, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>How many records were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default);
}
