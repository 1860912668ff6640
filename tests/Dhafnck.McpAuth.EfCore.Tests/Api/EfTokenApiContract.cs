using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens.Api;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Tests.Api;

/// <summary>The contract on a server whose tokens are in a real database.</summary>
public abstract class EfTokenApiContract(DatabaseKind kind, PostgresServer postgres, DatabaseTemplates templates) : TokenApiContract
{
    private TestDatabase? _database;

    protected override async Task<Action<McpAuthBuilder>> CreateStoreAsync()
    {
        var database = _database = await templates.CopyAsync(kind, postgres, GetType(), async template =>
        {
            using var host = await TokenHost.CreateMigratedAsync(template);
        });
        return auth => auth.AddEntityFrameworkStores(database.Configure);
    }

    // The clock of the test is not the database's, and then the store deletes nothing.
    protected override Task RemoveRecordsAsync(ITokenStore store) => _database!.ExecuteAsync("DELETE FROM mcp_tokens");

    protected override async ValueTask DisposeStoreAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
