using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The contract of the token store on a real database.</summary>
public abstract class EfTokenStoreContract(DatabaseKind kind, PostgresServer postgres, DatabaseTemplates templates, EfTables tables) : TokenStoreContract
{
    private readonly EfStores _stores = new(kind, postgres, templates, tables);

    protected override async Task<ITokenStore> CreateStoreAsync()
    {
        await _stores.CreateAsync();
        return _stores.Tokens;
    }

    protected override ValueTask DisposeStoreAsync() => _stores.DisposeAsync();
}
