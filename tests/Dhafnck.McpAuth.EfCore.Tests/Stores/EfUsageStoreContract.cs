using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The contract of the usage store on a real database, which has the records too.</summary>
public abstract class EfUsageStoreContract(DatabaseKind kind, PostgresServer postgres, DatabaseTemplates templates, EfTables tables) : RecordUsageContract
{
    private readonly EfStores _stores = new(kind, postgres, templates, tables);

    protected override ITokenStore Tokens => _stores.Tokens;

    protected override async Task<IUsageStore> CreateStoreAsync()
    {
        await _stores.CreateAsync();
        return _stores.Usage;
    }

    protected override ValueTask DisposeStoreAsync() => _stores.DisposeAsync();
}
