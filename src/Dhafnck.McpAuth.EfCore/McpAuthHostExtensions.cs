using Dhafnck.McpAuth.EfCore;
using Dhafnck.McpAuth.EfCore.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Hosting;

/// <summary>Provides <c>MigrateMcpAuthAsync()</c>, which creates or upgrades the library's tables.</summary>
public static class McpAuthHostExtensions
{
    private const int MaximumAttempts = 5;

    /// <summary>
    /// Creates the tables of <see cref="McpAuthDbContext"/> and those that other packages keep in its database, or upgrades them
    /// without losing data. Call it before <c>app.Run()</c>. Several processes may call it concurrently. While another process
    /// migrates, it waits for up to 1 minute.
    /// </summary>
    /// <param name="host">The application.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// All tables are in the application's own context, which has its own migrations. Or the database cannot be reached. Or the
    /// migration lock is held for more than 1 minute, for example after a process was killed while it migrated a SQLite file.
    /// </exception>
    public static async Task MigrateMcpAuthAsync(this IHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        await using var scope = host.Services.CreateAsyncScope();
        var own = scope.ServiceProvider.GetService<DbContextOptions<McpAuthDbContext>>();
        var additional = scope.ServiceProvider.GetServices<AdditionalTables>().ToList();
        if (own is null && additional.Count == 0)
        {
            throw new InvalidOperationException(
                "MigrateMcpAuthAsync() is for AddEntityFrameworkStores(o => ...). With tables in the application's own context, add a migration to that context instead.");
        }

        if (own is not null)
        {
            await MigrateAsync(scope.ServiceProvider, wait => new McpAuthDbContext(new DbContextOptionsBuilder<McpAuthDbContext>(own).AddInterceptors(wait).Options), cancellationToken);
        }

        foreach (var tables in additional)
        {
            await MigrateAsync(scope.ServiceProvider, wait => tables.Create(scope.ServiceProvider, options => options.AddInterceptors(wait)), cancellationToken);
        }
    }

    private static async Task MigrateAsync(IServiceProvider services, Func<MigrationLockWait, DbContext> create, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<MigrationLockWait>>();
        for (var attempt = 1; ; attempt++)
        {
            using var wait = new MigrationLockWait(time, logger, cancellationToken);
            await using var context = create(wait);
            try
            {
                // Check first: without pending migrations there is no need to wait for the lock.
                if ((await context.Database.GetPendingMigrationsAsync(wait.Token)).Any())
                {
                    await context.Database.MigrateAsync(wait.Token);
                }

                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (wait.IsGivenUp)
                {
                    throw new InvalidOperationException(DatabaseMessages.MigrationsLocked, exception);
                }

                if (attempt < MaximumAttempts)
                {
                    // Two processes may create the database concurrently. One of them fails, and finds the database on its next attempt.
                    await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
                }
                else if (await context.Database.CanConnectAsync(cancellationToken))
                {
                    throw;
                }
                else
                {
                    throw new InvalidOperationException(DatabaseMessages.Unreachable, exception);
                }
            }
        }
    }
}
