using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The stores of a host with a real database, which is empty at first.</summary>
public sealed class EfStores(DatabaseKind kind, PostgresServer postgres, DatabaseTemplates templates, EfTables tables) : IAsyncDisposable
{
    private TestDatabase? _database;
    private IHost? _host;

    public ITokenStore Tokens => _host!.Store();

    public IUsageStore Usage => _host!.Usage();

    public async Task CreateAsync()
    {
        _database = await templates.CopyAsync(kind, postgres, tables.GetType(), async template =>
        {
            using var host = tables.CreateHost(template);
            await tables.MakeAsync(host);
        });
        _host = tables.CreateHost(_database);
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
