using Dhafnck.McpAuth.EfCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Brings the token store's tables up to date.</summary>
public static class McpAuthHostExtensions
{
    private const int MaximumAttempts = 5;

    /// <summary>
    /// Creates the tables of <see cref="McpAuthDbContext"/>, or upgrades them and keeps what they hold. Call it before
    /// <c>app.Run()</c>; several processes may do so together.
    /// </summary>
    /// <param name="host">The application.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="InvalidOperationException">The tables are in the application's own context, whose migrations are its own; or the database cannot be reached.</exception>
    public static async Task MigrateMcpAuthAsync(this IHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetService<McpAuthDbContext>()
            ?? throw new InvalidOperationException(
                "MigrateMcpAuthAsync() is for AddEntityFrameworkStores(o => ...). With tables in the application's own context, add a migration to that context instead.");
        var time = scope.ServiceProvider.GetRequiredService<TimeProvider>();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Asked first, because on SQLite a process that is killed under the migrations' lock leaves it behind for ever.
                if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                {
                    await context.Database.MigrateAsync(cancellationToken);
                }

                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
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
