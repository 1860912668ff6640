using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.Testing.Postgres;
using Dhafnck.McpAuth.Testing.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The contract on the store of a host with a real database.</summary>
public abstract class EfTokenStoreContract(DatabaseKind kind, PostgresServer postgres) : TokenStoreContract
{
    private TestDatabase? _database;
    private IHost? _host;

    protected override async Task<(ITokenStore Store, IUsageStore Usage)> CreateStoresAsync()
    {
        _database = await TestDatabase.CreateAsync(kind, postgres);
        _host = await CreateHostAsync(_database);
        return (_host.Store(), _host.Usage());
    }

    protected override async ValueTask DisposeStoreAsync()
    {
        _host?.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <summary>A host whose tables are there.</summary>
    protected virtual Task<IHost> CreateHostAsync(TestDatabase database) => TokenHost.CreateMigratedAsync(database);
}
