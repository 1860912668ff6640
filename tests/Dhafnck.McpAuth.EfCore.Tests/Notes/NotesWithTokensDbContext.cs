using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Tests.Notes;

/// <summary>An application's context with the token tables among its own.</summary>
public sealed class NotesWithTokensDbContext(DbContextOptions<NotesWithTokensDbContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseMcpAuth();
}
