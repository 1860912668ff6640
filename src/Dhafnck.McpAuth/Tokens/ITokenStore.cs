namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Where the records of API tokens are kept. A store is a singleton, safe for use by many threads; an operation
/// that returned is durable, as far as the store is. An exception means that the store could not be asked:
/// a request then gets 503, never a pass.
/// </summary>
/// <remarks>The contract is a test class, <c>TokenStoreContract</c>, which every store of the project passes.</remarks>
public interface ITokenStore
{
    /// <summary>Adds a record.</summary>
    /// <param name="token">The new record, of <see cref="ApiToken.Version"/> 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The store has a record of this <see cref="ApiToken.Id"/>.</exception>
    Task AddAsync(ApiToken token, CancellationToken cancellationToken = default);

    /// <summary>The record of an identifier, or <see langword="null"/>.</summary>
    /// <param name="tokenId">The identifier. Compared by ordinal; may be any string.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default);

    /// <summary>One owner's records, newest first, those of the same second by identifier, last first.</summary>
    /// <param name="query">Whose records, and which part of the list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces a record, if it is still of the <see cref="ApiToken.Version"/> given, and counts the version up.
    /// What is known of the token's use is left as it stands in the store, and so are its owner and creation time.
    /// </summary>
    /// <param name="token">The record as it is to be, with the version that was read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when the record was changed meanwhile, or is gone; nothing is written then.</returns>
    Task<bool> TryUpdateAsync(ApiToken token, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds use to what the records know of it. Each <see cref="ApiToken.UsageCount"/> grows, and each
    /// <see cref="ApiToken.LastUsedAt"/> moves forward only; use of a record that is gone is dropped.
    /// </summary>
    /// <param name="uses">At most one entry per token. All are written, or none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task AddUsageAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken = default);

    /// <summary>
    /// Which records were added or changed after a point of the store's change counter. The counter grows with every
    /// added or changed record, in the same transaction; a token's use does not move it.
    /// </summary>
    /// <param name="since">The counter as read before, or 0 for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TokenChanges> GetChangesAsync(long since, CancellationToken cancellationToken = default);
}
