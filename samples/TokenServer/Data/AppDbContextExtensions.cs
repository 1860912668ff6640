using System.Data.Common;
using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace TokenServer.Data;

internal static class AppDbContextExtensions
{
    private const int MaximumAttempts = 5;

    /// <summary>Creates or upgrades the application's own tables, which are separate from those of the token store.</summary>
    public static async Task MigrateAppAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await database.ApplyMigrationsAsync(TimeProvider.System);
        await database.AdoptAsync(scope.ServiceProvider.GetRequiredService<JwtOptions>().Issuer);
    }

    // Processes that start at the same time may begin the same migration. All but one fail, and find it applied when they
    // try again.
    private static async Task ApplyMigrationsAsync(this AppDbContext database, TimeProvider time)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await database.Database.MigrateAsync();
                return;
            }
            catch (DbException) when (attempt < MaximumAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), time);
            }
        }
    }

    /// <summary>
    /// Assigns data that was stored without an issuer to the application's own users, whose tokens have one issuer. The issuer
    /// of any other subject is unknown, so its data stays without an owner.
    /// </summary>
    private static async Task AdoptAsync(this AppDbContext database, string issuer)
    {
        await GiveAsync(database.Tasks);
        await GiveAsync(database.Context);
        await GiveAsync(database.Agents);

        Task GiveAsync<T>(DbSet<T> items)
            where T : class, IOwned =>
            items.Where(item => item.OwnerIssuer == "" && database.Users.Any(user => user.Id == item.OwnerId))
                .ExecuteUpdateAsync(update => update.SetProperty(item => item.OwnerIssuer, issuer));
    }
}
