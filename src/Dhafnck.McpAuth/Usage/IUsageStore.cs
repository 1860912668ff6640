namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// Where the use of tokens is kept: beside their records, or apart. It is a singleton, safe for use by many threads;
/// an exception means that it could not be asked, and the same batch is sent again.
/// </summary>
/// <remarks>The contract is a test class, <c>UsageStoreContract</c>, which every store of the project passes.</remarks>
public interface IUsageStore
{
    /// <summary>How many addresses of a token are kept: the last five.</summary>
    const int AddressesPerToken = 5;

    /// <summary>
    /// Adds a batch to what is known, unless the writer's batch of this number, or a later one, was added before. All of
    /// it is added, or nothing. Where the store has the records too, their use grows with it; a token without a record
    /// does no harm.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default);

    /// <summary>The counts of a token, by start, tool and outcome.</summary>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="period">Minutes, hours or days.</param>
    /// <param name="from">The earliest start, UTC.</param>
    /// <param name="before">The moment before which a start lies, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<IReadOnlyList<UsageCount>> ListAsync(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default);

    /// <summary>What tokens did lately. One that did nothing is left out.</summary>
    /// <param name="tokenIds">The tokens' identifiers.</param>
    /// <param name="since">The start of the earliest minute, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default);

    /// <summary>Makes an event the caller's to report, once among all processes.</summary>
    /// <param name="tokenId">The token that the event is about.</param>
    /// <param name="kind">What sort of event it is, 1 to 50 characters.</param>
    /// <param name="period">Which one of that sort: two events of one period, such as an hour, are one.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns><see langword="false"/> when it was claimed before.</returns>
    Task<bool> TryClaimEventAsync(string tokenId, string kind, DateTimeOffset period, CancellationToken cancellationToken = default);

    /// <summary>Removes what is older than it is kept: counts, and what is known of old batches and events.</summary>
    /// <param name="now">The moment, UTC.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task PruneAsync(DateTimeOffset now, CancellationToken cancellationToken = default);
}
