using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.EfCore.Tests.Notes;
using Dhafnck.McpAuth.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The contract on a store whose tables are in the application's own context.</summary>
public abstract class ApplicationContextTokenStoreContract(DatabaseKind kind, PostgresServer postgres, DatabaseTemplates templates) : EfTokenStoreContract(kind, postgres, templates)
{
    protected override IHost CreateHost(TestDatabase database) => TokenHost.Create<NotesWithTokensDbContext>(database.Configure);

    protected override async Task MakeTablesAsync(IHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NotesWithTokensDbContext>().Database.EnsureCreatedAsync();
    }
}
