using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The contract of the audit trail on a real database.</summary>
public abstract class EfTokenAuditContract(DatabaseKind kind, PostgresServer postgres, DatabaseTemplates templates) : TokenAuditContract
{
    private readonly EfStores _stores = new(kind, postgres, templates, new EfTables());

    protected override async Task<ITokenStore> CreateStoreAsync()
    {
        await _stores.CreateAsync();
        return _stores.Tokens;
    }

    protected override ValueTask DisposeStoreAsync() => _stores.DisposeAsync();
}
