using Dhafnck.McpAuth.EfCore.Model;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Puts the token store's tables into a model.</summary>
public static class McpAuthModelBuilderExtensions
{
    /// <summary>
    /// Adds the tables of the tokens and of their use, which are called <c>mcp_…</c>, to the model of an application's own context.
    /// Call it in <c>OnModelCreating</c>, add a migration, and register the context with
    /// <c>AddEntityFrameworkStores&lt;TContext&gt;()</c>.
    /// </summary>
    /// <remarks>
    /// The tables are mapped as the library needs them, whatever <c>ConfigureConventions</c> says for the application's own.
    /// Call it last: what <c>OnModelCreating</c> changes of all entities afterwards, such as a loop that adds a query filter or
    /// a value converter, would change these as well, and the host then does not start.
    /// </remarks>
    /// <param name="modelBuilder">The context's model.</param>
    public static ModelBuilder UseMcpAuth(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        TokenModel.Configure(modelBuilder);
        UsageModel.Configure(modelBuilder);
        return modelBuilder;
    }
}
