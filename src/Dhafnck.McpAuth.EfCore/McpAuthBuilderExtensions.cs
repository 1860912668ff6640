using Dhafnck.McpAuth.EfCore;
using Dhafnck.McpAuth.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps API tokens in a database, through Entity Framework Core.</summary>
public static class McpAuthBuilderExtensions
{
    /// <summary>
    /// Keeps the tokens in tables of their own, in the database given: <c>o =&gt; o.UseSqlite(...)</c> or
    /// <c>o =&gt; o.UseNpgsql(...)</c>. Create or upgrade them with <c>await app.MigrateMcpAuthAsync()</c>.
    /// </summary>
    /// <param name="builder">What <c>AddMcpAuth()</c> returned.</param>
    /// <param name="configure">Says which database.</param>
    public static McpAuthBuilder AddEntityFrameworkStores(this McpAuthBuilder builder, Action<DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddEntityFrameworkStores((_, options) => configure(options));
    }

    /// <summary>As the other, with the service provider at hand.</summary>
    /// <param name="builder">What <c>AddMcpAuth()</c> returned.</param>
    /// <param name="configure">Says which database.</param>
    public static McpAuthBuilder AddEntityFrameworkStores(this McpAuthBuilder builder, Action<IServiceProvider, DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddDbContextPool<McpAuthDbContext>((services, options) =>
        {
            configure(services, options);

            // The application's own context may share the database; each has its own history of migrations.
            ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
                RelationalOptionsExtension.Extract(options.Options).WithMigrationsHistoryTableName(McpAuthDbContext.HistoryTable));
        });
        return builder.AddEntityFrameworkStores<McpAuthDbContext>();
    }

    /// <summary>
    /// Keeps the tokens in tables of the application's own context, which it registered with <c>AddDbContext</c> and
    /// whose <c>OnModelCreating</c> calls <c>modelBuilder.UseMcpAuth()</c>. Its migrations are the application's.
    /// </summary>
    /// <typeparam name="TContext">The application's context.</typeparam>
    /// <param name="builder">What <c>AddMcpAuth()</c> returned.</param>
    public static McpAuthBuilder AddEntityFrameworkStores<TContext>(this McpAuthBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaCheck<TContext>>());
        builder.Services.TryAddSingleton<StoreScope<TContext>>();
        return builder.AddTokenStore<EfTokenStore<TContext>>().AddUsageStore<EfUsageStore<TContext>>();
    }
}
