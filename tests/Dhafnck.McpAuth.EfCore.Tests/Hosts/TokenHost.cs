using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Hosts;

/// <summary>Hosts with a token store, put together as an application does it.</summary>
public static class TokenHost
{
    /// <summary>With the library's own context.</summary>
    public static IHost Create(Action<DbContextOptionsBuilder> configure, Action<IServiceCollection>? services = null) =>
        With(auth =>
        {
            services?.Invoke(auth.Services);
            auth.AddEntityFrameworkStores(configure);
        });

    /// <summary>With a context of the application's.</summary>
    public static IHost Create<TContext>(Action<DbContextOptionsBuilder> configure)
        where TContext : DbContext =>
        With(auth =>
        {
            auth.Services.AddDbContext<TContext>(configure);
            auth.AddEntityFrameworkStores<TContext>();
        });

    /// <summary>With the library's own context, and its tables made.</summary>
    public static async Task<IHost> CreateMigratedAsync(TestDatabase database)
    {
        var host = Create(database.Configure);
        await host.MigrateMcpAuthAsync();
        return host;
    }

    public static ITokenStore Store(this IHost host) => host.Services.GetRequiredService<ITokenStore>();

    public static IUsageStore Usage(this IHost host) => host.Services.GetRequiredService<IUsageStore>();

    /// <summary>With the stores that a test adds.</summary>
    public static IHost With(Action<McpAuthBuilder> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new() { ValidateScopes = true }));
        builder.Configuration["JWT_SECRET_KEY"] = "a key for tests, which has to have 32 bytes";
        add(builder.AddMcpAuth());
        return builder.Build();
    }
}
