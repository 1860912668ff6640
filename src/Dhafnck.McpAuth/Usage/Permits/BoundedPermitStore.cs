using Dhafnck.McpAuth.Tokens.Stores;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>
/// Wraps a store of permits so that no request waits for it for long: each operation has a deadline, and for a moment after a
/// failure nobody asks for permits, so that refusing is no slower than serving.
/// </summary>
internal sealed class BoundedPermitStore(IPermitStore store, TimeProvider time) : IPermitStore
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly StoreDeadline _deadline = new(Patience, time);
    private long _failedAt = Never;

    /// <summary>Throws while the store is not asked, because it failed a moment ago.</summary>
    /// <exception cref="TimeoutException">The store failed less than a second ago.</exception>
    public void ThrowIfPaused()
    {
        if (Volatile.Read(ref _failedAt) is not Never and var failedAt && time.GetElapsedTime(failedAt) < Pause)
        {
            throw new TimeoutException("The store of permits failed a moment ago.");
        }
    }

    public async Task<PermitLoan> BorrowAsync(PermitRequest request, CancellationToken cancellationToken = default)
    {
        try
        {
            var loan = await _deadline.RunAsync(patience => store.BorrowAsync(request, patience), cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _failedAt, Never);
            return loan;
        }
        catch
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            throw;
        }
    }

    public Task ReturnAsync(IReadOnlyCollection<PermitReturn> returns, CancellationToken cancellationToken = default) =>
        _deadline.RunAsync(patience => store.ReturnAsync(returns, patience), cancellationToken);

    public Task<PermitUse> ReadAsync(string tokenId, int limit, CancellationToken cancellationToken = default) =>
        _deadline.RunAsync(patience => store.ReadAsync(tokenId, limit, patience), cancellationToken);
}
