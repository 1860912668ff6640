using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace TokenServer.Data;

internal static class AppDbContextExtensions
{
    /// <summary>Creates or upgrades the application's own tables, beside those of the token store.</summary>
    public static async Task MigrateAppAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await database.Database.MigrateAsync();
        await database.AdoptAsync(scope.ServiceProvider.GetRequiredService<JwtOptions>().Issuer);
    }

    /// <summary>
    /// Gives what was stored before issuers were to the application's own users, whose tokens are from one issuer.
    /// Of another subject nobody knows any more who issued it, so its data stays nobody's.
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
