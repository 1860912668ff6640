using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>
/// The token store's own context, for applications that do not add the tables to one of their contexts. The library contains its
/// migrations for SQLite and PostgreSQL. The migration history is in the table <c>mcp_auth_migrations</c>.
/// </summary>
/// <param name="options">The options configured with <c>AddEntityFrameworkStores</c>.</param>
public sealed class McpAuthDbContext(DbContextOptions<McpAuthDbContext> options) : DbContext(options)
{
    internal const string HistoryTable = "mcp_auth_migrations";

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseMcpAuth();
}
