using Dhafnck.McpAuth.EfCore.Model;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Provides <c>UseMcpAuth()</c>, which adds the tables of the token store to a model.</summary>
public static class McpAuthModelBuilderExtensions
{
    /// <summary>
    /// Adds the tables of the tokens, their usage and the audit trail, named <c>mcp_…</c>, to the model of an application's own context. Call it
    /// in <c>OnModelCreating</c>, add a migration, and register the context with
    /// <c>AddEntityFrameworkStores&lt;TContext&gt;()</c>.
    /// </summary>
    /// <remarks>
    /// The library's mapping of these tables is fixed: <c>ConfigureConventions</c> does not affect it. Call this method last.
    /// Later changes to all entities in <c>OnModelCreating</c>, such as a loop that adds a query filter or a value converter,
    /// would change these tables too, and the host would not start.
    /// </remarks>
    /// <param name="modelBuilder">The model builder of the context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="modelBuilder"/> is <see langword="null"/>.</exception>
    public static ModelBuilder UseMcpAuth(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        TokenModel.Configure(modelBuilder);
        UsageModel.Configure(modelBuilder);
        AuditModel.Configure(modelBuilder);
        return modelBuilder;
    }
}
