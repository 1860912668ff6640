using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.EfCore.Tests.Notes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The tables in the application's own context.</summary>
public sealed class ApplicationTables : EfTables
{
    public override IHost CreateHost(TestDatabase database) => TokenHost.Create<NotesWithTokensDbContext>(database.Configure);

    public override async Task MakeAsync(IHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NotesWithTokensDbContext>().Database.EnsureCreatedAsync();
    }
}
