using System.Collections.Concurrent;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.TestKit.Limits;

/// <summary>The permits of all processes of a test, which share a clock and this object.</summary>
public sealed class InMemoryPermitStore(TimeProvider time) : IPermitStore
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, string> _ledgers = new(StringComparer.Ordinal);
    private int _borrowings;

    /// <summary>How often a process has borrowed.</summary>
    public int Borrowings => Volatile.Read(ref _borrowings);

    /// <summary>What every call throws, while it is set.</summary>
    public Exception? Failure { get; set; }

    public Task<PermitLoan> BorrowAsync(PermitRequest request, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _borrowings);
        return Task.FromResult(Change(request.TokenId, ledger => ledger.Borrow(request, time.GetUtcNow())));
    }

    public Task ReturnAsync(IReadOnlyCollection<PermitReturn> returns, CancellationToken cancellationToken = default)
    {
        foreach (var returned in returns)
        {
            Change(returned.TokenId, ledger =>
            {
                ledger.Return(returned, time.GetUtcNow());
                return true;
            });
        }

        return Task.CompletedTask;
    }

    public Task<PermitUse> ReadAsync(string tokenId, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult(Change(tokenId, ledger => ledger.Read(limit, time.GetUtcNow())));

    private T Change<T>(string tokenId, Func<PermitLedger, T> change)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        lock (_lock)
        {
            var ledger = PermitLedger.Parse(_ledgers.GetValueOrDefault(tokenId));
            var result = change(ledger);
            _ledgers[tokenId] = ledger.ToString();
            return result;
        }
    }
}
