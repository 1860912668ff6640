using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace TokenServer.Data;

/// <summary>The application's own data: its users, and the data of the MCP tools.</summary>
internal sealed class AppDbContext(DbContextOptions<AppDbContext> options) : IdentityDbContext<IdentityUser>(options)
{
    public DbSet<TaskItem> Tasks => Set<TaskItem>();

    public DbSet<ContextEntry> Context => Set<ContextEntry>();

    public DbSet<AgentConfiguration> Agents => Set<AgentConfiguration>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<TaskItem>(task =>
        {
            task.ToTable("tasks");
            task.HasIndex(item => new { item.OwnerIssuer, item.OwnerId });
        });
        builder.Entity<ContextEntry>(entry =>
        {
            entry.ToTable("context");
            entry.HasKey(item => new { item.OwnerIssuer, item.OwnerId, item.Key });
        });
        builder.Entity<AgentConfiguration>(agent =>
        {
            agent.ToTable("agents");
            agent.HasKey(item => new { item.OwnerIssuer, item.OwnerId, item.Name });
        });
    }
}
