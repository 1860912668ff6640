using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Testing.Postgres;
using Dhafnck.McpAuth.Testing.Tokens.Api;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Tests.Api;

/// <summary>The contract on a server whose tokens are in a real database.</summary>
public abstract class EfTokenApiContract(DatabaseKind kind, PostgresServer postgres) : TokenApiContract
{
    private TestDatabase? _database;

    protected override async Task<Action<McpAuthBuilder>> CreateStoreAsync()
    {
        var database = _database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        return auth => auth.AddEntityFrameworkStores(database.Configure);
    }

    protected override async ValueTask DisposeStoreAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
