using Microsoft.EntityFrameworkCore;

namespace TokenServer.Data;

internal static class AppDbContextExtensions
{
    /// <summary>Creates or upgrades the application's own tables, beside those of the token store.</summary>
    public static async Task MigrateAppAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.MigrateAsync();
    }
}
