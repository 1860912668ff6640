using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Runs each store operation in its own scope and context, and each write in its own transaction.</summary>
internal sealed class StoreScope<TContext>(IServiceScopeFactory scopes)
    where TContext : DbContext
{
    public Task<T> WriteAsync<T>(Func<TContext, Task<T>> write, Func<T, bool> commit, CancellationToken cancellationToken) =>
        WriteAsync(write, commit, PostgresLocks.OfWrites, cancellationToken);

    public Task<T> WriteAsync<T>(Func<TContext, Task<T>> write, Func<T, bool> commit, string limits, CancellationToken cancellationToken) =>
        ReadAsync(context => context.Database.CreateExecutionStrategy().ExecuteAsync(
            async cancellation =>
            {
                context.ChangeTracker.Clear();
                await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
                await context.LimitWaitsAsync(limits, cancellation);
                var result = await write(context);
                if (commit(result))
                {
                    await transaction.CommitAsync(cancellation);
                }

                return result;
            },
            cancellationToken));

    public Task<T> ReadAsync<T>(Func<TContext, Task<T>> read) => OutsideTransactionAsync(async () =>
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<TContext>());
    });

    // An ambient transaction belongs to the application: the store's writes must not depend on it.
    public static async Task<T> OutsideTransactionAsync<T>(Func<Task<T>> operation)
    {
        using var suppressed = Transaction.Current is null
            ? null
            : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        var result = await operation();
        suppressed?.Complete();
        return result;
    }
}
