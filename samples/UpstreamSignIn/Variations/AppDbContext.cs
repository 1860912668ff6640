using Microsoft.EntityFrameworkCore;

namespace UpstreamSignIn.Variations;

/// <summary>The application's own users, by their sign-ins at identity providers.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<Login> Logins => Set<Login>();
}
