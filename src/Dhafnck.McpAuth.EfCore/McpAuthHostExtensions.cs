using Dhafnck.McpAuth.EfCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Hosting;

/// <summary>Brings the token store's tables up to date.</summary>
public static class McpAuthHostExtensions
{
    private const int MaximumAttempts = 5;

    /// <summary>
    /// Creates the tables of <see cref="McpAuthDbContext"/>, or upgrades them and keeps what they hold. Call it before
    /// <c>app.Run()</c>; several processes may do so together. While another one migrates, it waits for up to a minute.
    /// </summary>
    /// <param name="host">The application.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="InvalidOperationException">
    /// The tables are in the application's own context, whose migrations are its own; or the database cannot be reached; or
    /// the lock of the migrations is held for more than a minute, as after a process was killed while it migrated a SQLite file.
    /// </exception>
    public static async Task MigrateMcpAuthAsync(this IHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        await using var scope = host.Services.CreateAsyncScope();
        var options = scope.ServiceProvider.GetService<DbContextOptions<McpAuthDbContext>>()
            ?? throw new InvalidOperationException(
                "MigrateMcpAuthAsync() is for AddEntityFrameworkStores(o => ...). With tables in the application's own context, add a migration to that context instead.");
        var time = scope.ServiceProvider.GetRequiredService<TimeProvider>();
        var logger = scope.ServiceProvider.GetRequiredService<ILogger<MigrationLockWait>>();
        for (var attempt = 1; ; attempt++)
        {
            using var wait = new MigrationLockWait(time, logger, cancellationToken);
            await using var context = new McpAuthDbContext(new DbContextOptionsBuilder<McpAuthDbContext>(options).AddInterceptors(wait).Options);
            try
            {
                // Asked first, because nobody has to wait for a lock under which there is nothing to do.
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
                    // Two processes may be creating the database itself at the same time, of which one fails and then finds it there.
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
