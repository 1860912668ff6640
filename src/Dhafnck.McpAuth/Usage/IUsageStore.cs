namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// Stores the usage of tokens, together with their records or separately. A store is a singleton and safe for concurrent use. An
/// exception means that the store is unavailable; the same batch is then sent again.
/// </summary>
/// <remarks>
/// <para>
/// The package <c>Dhafnck.McpAuth.Testing</c> has the contract as tests: derive a class from its <c>UsageStoreContract</c>, or from
/// <c>RecordUsageContract</c> if the store also keeps the records. The stores of this library pass them.
/// </para>
/// <para>
/// A batch whose token is cancelled before it starts throws <see cref="OperationCanceledException"/>, and is not added. An
/// identifier that no token has is allowed everywhere, whatever its characters: it never keeps other usage from being added.
/// </para>
/// </remarks>
public interface IUsageStore
{
    /// <summary>The number of addresses kept per token: the last five.</summary>
    const int AddressesPerToken = 5;

    /// <summary>
    /// Adds a batch, unless the batch with this number, or a later one, of the same writer was added before. The batch is added
    /// atomically; the order of its entries does not matter, and batches of several writers at once all add up. If the store also
    /// keeps the records, <see cref="Tokens.ApiToken.UsageCount"/> grows by the requests, and
    /// <see cref="Tokens.ApiToken.LastUsedAt"/> never goes back. Neither the version nor the change counter moves. A token without
    /// a record is ignored.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the counts of a token, sorted by start, then by tool in ordinal order with the requests (no tool) first, then by
    /// outcome in the order of the enumeration. The counts of days are the sums of the hours of the day in UTC.
    /// </summary>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="period">The period of the counts: minutes, hours or days.</param>
    /// <param name="from">The earliest start, inclusive, UTC.</param>
    /// <param name="before">The latest start, exclusive, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<IReadOnlyList<UsageCount>> ListAsync(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the requests of several tokens, sorted by start and outcome, without tool calls. Tokens without requests are omitted. The
    /// default implementation calls <see cref="ListAsync"/> for each token; a store should read all of them in one query.
    /// </summary>
    /// <param name="tokenIds">The tokens' identifiers, without duplicates.</param>
    /// <param name="period">The period of the counts: minutes, hours or days.</param>
    /// <param name="from">The earliest start, inclusive, UTC.</param>
    /// <param name="before">The latest start, exclusive, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    async Task<IReadOnlyDictionary<string, IReadOnlyList<UsageCount>>> ListRequestsAsync(
        IReadOnlyCollection<string> tokenIds, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        var requests = new Dictionary<string, IReadOnlyList<UsageCount>>(StringComparer.Ordinal);
        foreach (var tokenId in tokenIds)
        {
            UsageCount[] counts = [.. (await ListAsync(tokenId, period, from, before, cancellationToken).ConfigureAwait(false)).Where(count => count.Tool is null)];
            if (counts.Length > 0)
            {
                requests[tokenId] = counts;
            }
        }

        return requests;
    }

    /// <summary>
    /// Returns the recent usage of tokens: the minutes, the earliest first, and the last five addresses, the latest first. Tokens
    /// with neither are omitted.
    /// </summary>
    /// <param name="tokenIds">The tokens' identifiers.</param>
    /// <param name="since">The start of the earliest minute to include, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default);

    /// <summary>Claims an event, so that only one of all processes reports it.</summary>
    /// <param name="tokenId">The identifier of the token that the event is about.</param>
    /// <param name="kind">The kind of event, 1 to 50 characters.</param>
    /// <param name="period">The period of the event, such as an hour. Two events of the same kind and period count as one.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns><see langword="false"/> when the event was claimed before.</returns>
    Task<bool> TryClaimEventAsync(string tokenId, string kind, DateTimeOffset period, CancellationToken cancellationToken = default);

    /// <summary>Removes data that has exceeded its <see cref="UsageRetention"/>: counts, batch numbers, claims of events and addresses.</summary>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task PruneAsync(DateTimeOffset now, CancellationToken cancellationToken = default);
}
