using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.EfCore.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

/// <summary>The tables among those of an application that has conventions and proxies for all its entities.</summary>
public sealed class ConventionalTables : EfTables
{
    public override IHost CreateHost(TestDatabase database) => TokenHost.Create<ConventionalDbContext>(options =>
    {
        database.Configure(options);
        options.UseLazyLoadingProxies();
    });

    public override async Task MakeAsync(IHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ConventionalDbContext>().Database.EnsureCreatedAsync();

        // For the checks at the start. What runs after that removes keys of earlier days, such as those of the contract.
        await host.StartAsync();
        await host.StopAsync();
    }
}
