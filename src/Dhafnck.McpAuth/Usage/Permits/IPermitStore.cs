namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// Counts the permits of all processes, so that a rate limit holds across them. A process borrows permits in batches and returns
/// those that it did not use; each request of a token takes one of them. A store is a singleton and safe for concurrent use. An
/// exception means that the store is unavailable: <see cref="UsageOptions.LimiterFailure"/> decides what requests get then.
/// </summary>
/// <remarks>
/// The store's own clock decides, so that a wrong clock of a process gains no permits. <see cref="PermitLedger"/> has the
/// arithmetic, for stores that keep one text for each token. The test class <c>PermitStoreContract</c> defines the contract.
/// </remarks>
public interface IPermitStore
{
    /// <summary>
    /// Applies <see cref="PermitRequest.Returned"/>, then lends permits, atomically. The permits of all loans in any
    /// <see cref="PermitRequest.Window"/> never exceed the limit. A request with a known <see cref="PermitRequest.LoanId"/> gets
    /// the same loan again.
    /// </summary>
    /// <param name="request">What the process requests.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<PermitLoan> BorrowAsync(PermitRequest request, CancellationToken cancellationToken = default);

    /// <summary>Records how many permits of loans were used; the others are available again at once. Unknown loans are ignored.</summary>
    /// <param name="returns">The loans, with at most one entry per loan.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task ReturnAsync(IReadOnlyCollection<PermitReturn> returns, CancellationToken cancellationToken = default);

    /// <summary>Returns the permits of a token that are lent or used within the window.</summary>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="limit">The current rate limit of the token.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<PermitUse> ReadAsync(string tokenId, int limit, CancellationToken cancellationToken = default);
}
