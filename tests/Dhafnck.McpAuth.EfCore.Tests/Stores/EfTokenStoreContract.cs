using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.Testing.Postgres;
using Dhafnck.McpAuth.Testing.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The contract on the store of a host with a real database.</summary>
public abstract class EfTokenStoreContract(DatabaseKind kind, PostgresServer postgres, DatabaseTemplates templates) : TokenStoreContract
{
    private TestDatabase? _database;
    private IHost? _host;

    protected override async Task<(ITokenStore Store, IUsageStore Usage)> CreateStoresAsync()
    {
        _database = await templates.CopyAsync(kind, postgres, GetType(), async template =>
        {
            using var host = CreateHost(template);
            await MakeTablesAsync(host);
        });
        _host = CreateHost(_database);
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

    /// <summary>A host on a database, whether its tables are there or not.</summary>
    protected virtual IHost CreateHost(TestDatabase database) => TokenHost.Create(database.Configure);

    /// <summary>Makes the tables of a host.</summary>
    protected virtual Task MakeTablesAsync(IHost host) => host.MigrateMcpAuthAsync();
}
