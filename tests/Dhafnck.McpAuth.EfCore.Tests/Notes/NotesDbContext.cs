using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Tests.Notes;

/// <summary>An application's context that knows nothing of tokens.</summary>
public sealed class NotesDbContext(DbContextOptions<NotesDbContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    // One migration for both databases.
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Note>().Property(note => note.Id).ValueGeneratedNever();
}
