using Dhafnck.McpAuth.EfCore.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Schema;

/// <summary>
/// Stops the host at start when the tables are missing or do not match. Missing tables would make every token be refused later.
/// With mismatched tables, values would be written in one form and queried in another, which could let expired or revoked tokens
/// in.
/// </summary>
internal sealed class SchemaCheck<TContext>(IServiceScopeFactory scopes) : IHostedLifecycleService
    where TContext : DbContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetService<TContext>() ?? throw new InvalidOperationException(DatabaseMessages.NotRegistered(typeof(TContext)));
        if (MappingCheck.Find(context) is { Count: > 0 } mappings)
        {
            throw new InvalidOperationException(DatabaseMessages.MappedOtherwise(typeof(TContext), mappings));
        }

        if (await FindColumnsAsync(context, cancellationToken) is { Count: > 0 } columns)
        {
            throw new InvalidOperationException(DatabaseMessages.OtherColumns(columns));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<IReadOnlyList<string>> FindColumnsAsync(TContext context, CancellationToken cancellationToken)
    {
        try
        {
            var columns = await ColumnCheck.FindAsync(context, cancellationToken);
            _ = await context.Set<ChangeCounterRow>().AsNoTracking().SingleAsync(cancellationToken);
            return columns;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var isReachable = await context.Database.CanConnectAsync(cancellationToken);
            throw new InvalidOperationException(isReachable ? DatabaseMessages.Missing(typeof(TContext)) : DatabaseMessages.Unreachable, exception);
        }
    }
}
