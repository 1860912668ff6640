using Dhafnck.McpAuth.AuthorizationServer.Model;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>
/// The authorization server's own context: OpenIddict's tables, named <c>mcp_oauth_…</c>, in the database of the token store. The
/// migration history is in the table <c>mcp_oauth_migrations</c>.
/// </summary>
/// <param name="options">The options, which <c>AddAuthorizationServer()</c> configures.</param>
public sealed class AuthorizationServerDbContext(DbContextOptions<AuthorizationServerDbContext> options) : DbContext(options)
{
    internal const string HistoryTable = "mcp_oauth_migrations";

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        EntryModel.Configure(modelBuilder);
    }
}
