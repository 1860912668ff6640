using Dhafnck.McpAuth.EfCore.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>
/// Keeps a host from starting without the tables, which would refuse every token later on, and with ones that do not fit:
/// what is written in one form and looked for in another lets tokens in that have ended.
/// </summary>
internal sealed class SchemaCheck<TContext>(IServiceScopeFactory scopes) : IHostedLifecycleService
    where TContext : DbContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
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
