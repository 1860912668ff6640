using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>
/// The token store's own context, for applications that do not put the tables into one of theirs. Its migrations come
/// with the library, run on SQLite and PostgreSQL, and keep their history in the table <c>mcp_auth_migrations</c>.
/// </summary>
/// <param name="options">The database, as given to <c>AddEntityFrameworkStores</c>.</param>
public sealed class McpAuthDbContext(DbContextOptions<McpAuthDbContext> options) : DbContext(options)
{
    internal const string HistoryTable = "mcp_auth_migrations";

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseMcpAuth();
}
