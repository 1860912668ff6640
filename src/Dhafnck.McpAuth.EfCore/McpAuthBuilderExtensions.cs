using Dhafnck.McpAuth.EfCore;
using Dhafnck.McpAuth.EfCore.Push;
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
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddEntityFrameworkStores(this McpAuthBuilder builder, Action<DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddEntityFrameworkStores((_, options) => configure(options));
    }

    /// <summary>Keeps the tokens in separate tables of the configured database, like the overload without a service provider.</summary>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <param name="configure">Configures the database with services from the service provider.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddEntityFrameworkStores(this McpAuthBuilder builder, Action<IServiceProvider, DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddDbContextPool<McpAuthDbContext>((services, options) =>
        {
            QuietFailures.Configure(options);
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
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddEntityFrameworkStores<TContext>(this McpAuthBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaCheck<TContext>>());
        builder.Services.TryAddSingleton<StoreScope<TContext>>();
        builder.Services.TryAddSingleton<PollConnection<TContext>>();
        builder.Services.TryAddSingleton<Retention<TContext>>();
        builder.Services.Replace(ServiceDescriptor.Singleton(new StoreContext(typeof(TContext))));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDatabasePermitStore, EfPermitStore<TContext>>());
        builder.Services.Replace(ServiceDescriptor.Singleton<IPostgresChangeFeed, PostgresChangeFeed<TContext>>());
        return builder.AddTokenStore<EfTokenStore<TContext>>().AddUsageStore<EfUsageStore<TContext>>();
    }

    /// <summary>
    /// Makes the rate limits of tokens hold across all processes on the database: they borrow permits from it in batches, so that
    /// most requests do not query it. Without this, up to the limit passes at each process.
    /// </summary>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">When the host starts: <c>AddEntityFrameworkStores</c> was not called.</exception>
    public static McpAuthBuilder AddSharedRateLimits(this McpAuthBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSharedRateLimits(services => services.GetService<IDatabasePermitStore>()
            ?? throw new InvalidOperationException("AddSharedRateLimits() keeps the permits in the database of the token store. Call AddEntityFrameworkStores(...) too."));
    }

    /// <summary>
    /// Pushes changes of tokens to the other processes with PostgreSQL's <c>NOTIFY</c>, so that a revocation takes effect there
    /// within milliseconds. Each process keeps one more connection open for <c>LISTEN</c>, which needs a session of its own:
    /// behind a pooler in transaction mode, the poll reports the changes, as it does on other databases.
    /// </summary>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">When the host starts: <c>AddEntityFrameworkStores</c> was not called.</exception>
    public static McpAuthBuilder AddPostgresNotifications(this McpAuthBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddTokenChangeFeed(services => services.GetService<IPostgresChangeFeed>()
            ?? throw new InvalidOperationException("AddPostgresNotifications() uses the database of the token store. Call AddEntityFrameworkStores(...) too."));
    }

    /// <summary>
    /// Adds a context that keeps tables of its own in the database of the token store, with migrations in its assembly.
    /// <c>MigrateMcpAuthAsync()</c> creates and upgrades them. It is for packages that extend this library.
    /// </summary>
    /// <typeparam name="TContext">The type of the context, with a constructor that takes its <c>DbContextOptions&lt;TContext&gt;</c>.</typeparam>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <param name="historyTable">The name of the table for the history of the migrations.</param>
    /// <exception cref="ArgumentException"><paramref name="historyTable"/> is <see langword="null"/> or blank.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">When the context is created: <c>AddEntityFrameworkStores</c> was not called.</exception>
    public static McpAuthBuilder AddEntityFrameworkTables<TContext>(this McpAuthBuilder builder, string historyTable)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(historyTable);
        var tables = new AdditionalTables(typeof(TContext), historyTable);
        builder.Services.AddSingleton(tables);
        builder.Services.AddDbContext<TContext>(tables.Configure);
        return builder;
    }
}
