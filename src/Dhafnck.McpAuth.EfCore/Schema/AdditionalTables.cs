using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Schema;

/// <summary>A context with tables of its own in the token store's database, and the history of its migrations.</summary>
internal sealed record AdditionalTables(Type Context, string HistoryTable)
{
    /// <summary>Configures the context with the database of the token store, whatever else the store's own context is configured with.</summary>
    public void Configure(IServiceProvider services, DbContextOptionsBuilder options)
    {
        var store = services.GetService<StoreContext>()
            ?? throw new InvalidOperationException($"{Context.Name} keeps its tables in the database of the token store. Call AddEntityFrameworkStores(...) too.");
        QuietFailures.Configure(options);
        var database = (DbContextOptions)services.GetRequiredService(typeof(DbContextOptions<>).MakeGenericType(store.Type));
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
            RelationalOptionsExtension.Extract(database)
                .WithMigrationsAssembly(Context.Assembly.GetName().Name)
                .WithMigrationsHistoryTableName(HistoryTable));
    }

    /// <summary>Creates the context with more options.</summary>
    public DbContext Create(IServiceProvider services, Action<DbContextOptionsBuilder> configure)
    {
        var options = (DbContextOptions)services.GetRequiredService(typeof(DbContextOptions<>).MakeGenericType(Context));
        var builder = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(Context), options)!;
        configure(builder);
        return (DbContext)Activator.CreateInstance(Context, BindingFlags.Public | BindingFlags.Instance | BindingFlags.CreateInstance, null, [builder.Options], null)!;
    }
}
