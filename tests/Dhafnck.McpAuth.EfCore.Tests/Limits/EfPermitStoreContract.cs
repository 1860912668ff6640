using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Limits;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Limits;

/// <summary>The contract on the permits of a host with a real database.</summary>
public abstract class EfPermitStoreContract(DatabaseKind kind, PostgresServer postgres, DatabaseTemplates templates) : PermitStoreContract
{
    private TestDatabase? _database;
    private IHost? _host;

    protected override async Task<IPermitStore> CreateStoreAsync()
    {
        _database = await templates.CopyAsync(kind, postgres, GetType(), async template =>
        {
            using var host = await TokenHost.CreateMigratedAsync(template);
        });
        _host = TokenHost.With(auth => auth.AddEntityFrameworkStores(_database.Configure).AddSharedRateLimits());
        return _host.Services.GetRequiredService<IPermitStore>();
    }

    protected override async ValueTask DisposeStoreAsync()
    {
        _host?.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
