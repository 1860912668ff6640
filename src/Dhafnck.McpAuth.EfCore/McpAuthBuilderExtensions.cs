using Dhafnck.McpAuth.EfCore;
using Dhafnck.McpAuth.EfCore.Schema;
using Dhafnck.McpAuth.EfCore.Stores;
using Dhafnck.McpAuth.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides <c>AddEntityFrameworkStores()</c>, which keeps API tokens in a database with Entity Framework Core.</summary>
public static class McpAuthBuilderExtensions
{
    /// <summary>
    /// Keeps the tokens in separate tables of the configured database: <c>o =&gt; o.UseSqlite(...)</c> or <c>o =&gt;
    /// o.UseNpgsql(...)</c>. Create or upgrade the tables with <c>await app.MigrateMcpAuthAsync()</c>.
    /// </summary>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <param name="configure">Configures the database.</param>
    public static McpAuthBuilder AddEntityFrameworkStores(this McpAuthBuilder builder, Action<DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddEntityFrameworkStores((_, options) => configure(options));
    }

    /// <summary>Keeps the tokens in separate tables of the configured database, like the overload without a service provider.</summary>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <param name="configure">Configures the database with services from the service provider.</param>
    public static McpAuthBuilder AddEntityFrameworkStores(this McpAuthBuilder builder, Action<IServiceProvider, DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddDbContextPool<McpAuthDbContext>((services, options) =>
        {
            configure(services, options);

            // The application's own context may use the same database; each context has its own migration history.
            ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
                RelationalOptionsExtension.Extract(options.Options).WithMigrationsHistoryTableName(McpAuthDbContext.HistoryTable));
        });
        return builder.AddEntityFrameworkStores<McpAuthDbContext>();
    }

    /// <summary>
    /// Keeps the tokens in tables of the application's own context. Register the context with <c>AddDbContext</c>, and call
    /// <c>modelBuilder.UseMcpAuth()</c> in its <c>OnModelCreating</c>. The application's migrations create the tables.
    /// </summary>
    /// <typeparam name="TContext">The type of the application's context.</typeparam>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    public static McpAuthBuilder AddEntityFrameworkStores<TContext>(this McpAuthBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaCheck<TContext>>());
        builder.Services.TryAddSingleton<StoreScope<TContext>>();
        return builder.AddTokenStore<EfTokenStore<TContext>>().AddUsageStore<EfUsageStore<TContext>>();
    }
}
