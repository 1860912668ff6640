using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.EfCore.Tests.Notes;
using Dhafnck.McpAuth.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The contract on a store whose tables are in the application's own context.</summary>
public abstract class ApplicationContextTokenStoreContract(DatabaseKind kind, PostgresServer postgres) : EfTokenStoreContract(kind, postgres)
{
    protected override async Task<IHost> CreateHostAsync(TestDatabase database)
    {
        var host = TokenHost.Create<NotesWithTokensDbContext>(database.Configure);
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NotesWithTokensDbContext>().Database.EnsureCreatedAsync();
        return host;
    }
}
