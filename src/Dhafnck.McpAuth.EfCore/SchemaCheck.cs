using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>Keeps a host from starting without the tables, which would refuse every token later on.</summary>
internal sealed class SchemaCheck<TContext>(IServiceScopeFactory scopes) : IHostedLifecycleService
    where TContext : DbContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        try
        {
            _ = await context.Set<ChangeCounterRow>().AsNoTracking().SingleAsync(cancellationToken);
            _ = await context.Set<TokenRow>().AsNoTracking().OrderBy(row => row.Id).FirstOrDefaultAsync(cancellationToken);
            _ = await context.Set<UsageRow>().AsNoTracking().AnyAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException(await ExplainAsync(context, cancellationToken), exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<string> ExplainAsync(TContext context, CancellationToken cancellationToken)
    {
        if (!await context.Database.CanConnectAsync(cancellationToken))
        {
            return DatabaseMessages.Unreachable;
        }

        return typeof(TContext) == typeof(McpAuthDbContext)
            ? "The token tables are missing or of an older version. Call 'await app.MigrateMcpAuthAsync();' before 'app.Run();'."
            : $"The token tables are missing or of an older version. Call modelBuilder.UseMcpAuth() in {typeof(TContext).Name}.OnModelCreating, add a migration, and apply it.";
    }
}
