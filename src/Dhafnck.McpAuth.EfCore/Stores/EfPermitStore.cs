using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Keeps the permits of tokens in a relational database. The clock of the database decides; SQLite has that of its host.</summary>
internal sealed class EfPermitStore<TContext>(StoreScope<TContext> scope, TimeProvider time) : IDatabasePermitStore
    where TContext : DbContext
{
    private const int TokensPerTransaction = 200;

    public Task<PermitLoan> BorrowAsync(PermitRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var key = PermitRows.KeyOf(request.TokenId);
        return scope.WriteAsync(
            async context =>
            {
                // A row that is not there yet cannot be locked.
                await context.AddLedgerAsync(key, cancellationToken);
                var read = (await context.LockLedgersAsync([key], cancellationToken))[key];
                var ledger = PermitLedger.Parse(read);
                var loan = ledger.Borrow(request, await ReadClockAsync(context, cancellationToken));
                await context.WriteLedgerAsync(key, read, ledger, cancellationToken);
                return loan;
            },
            commit: _ => true,
            PostgresLocks.OfRequests,
            cancellationToken);
    }

    public async Task ReturnAsync(IReadOnlyCollection<PermitReturn> returns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(returns);
        foreach (var some in returns.GroupBy(returned => PermitRows.KeyOf(returned.TokenId), StringComparer.Ordinal).Chunk(TokensPerTransaction))
        {
            await scope.WriteAsync(context => ReturnAsync(context, some, cancellationToken), commit: returned => returned, PostgresLocks.OfRequests, cancellationToken);
        }
    }

    public Task<PermitUse> ReadAsync(string tokenId, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenId);
        var key = PermitRows.KeyOf(tokenId);
        return scope.ReadAsync(async context =>
        {
            var ledgers = await context.ReadLedgersAsync([key], cancellationToken);
            return PermitLedger.Parse(ledgers.GetValueOrDefault(key)).Read(limit, await ReadClockAsync(context, cancellationToken));
        });
    }

    private async Task<bool> ReturnAsync(TContext context, IReadOnlyCollection<IGrouping<string, PermitReturn>> tokens, CancellationToken cancellationToken)
    {
        var ledgers = await context.LockLedgersAsync([.. tokens.Select(token => token.Key)], cancellationToken);
        var now = await ReadClockAsync(context, cancellationToken);
        foreach (var token in tokens.Where(token => ledgers.ContainsKey(token.Key)))
        {
            var read = ledgers[token.Key];
            var ledger = PermitLedger.Parse(read);
            foreach (var returned in token)
            {
                ledger.Return(returned, now);
            }

            await context.WriteLedgerAsync(token.Key, read, ledger, cancellationToken);
        }

        return true;
    }

    private async Task<DateTimeOffset> ReadClockAsync(TContext context, CancellationToken cancellationToken) =>
        await context.ReadClockAsync(cancellationToken) ?? time.GetUtcNow();
}
