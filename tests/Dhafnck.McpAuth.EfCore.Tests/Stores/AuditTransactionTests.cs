using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>A database in which the audit trail cannot be written.</summary>
public sealed class AuditTransactionTests(PostgresServer postgres)
{
    private static readonly TokenActor Root = new() { Kind = TokenActorKind.Administrator, Id = "root" };

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Nothing_is_changed_without_its_entry_in_the_audit_trail(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        var (tokens, administration) = (host.Services.GetRequiredService<ApiTokenService>(), host.Services.GetRequiredService<ApiTokenAdministration>());
        var created = (await tokens.CreateAsync("alice", new() { Name = "t", Scopes = ["read:tasks"] }, cancellationToken: TestContext.Current.CancellationToken)).Token!;
        await database.ExecuteAsync("ALTER TABLE mcp_token_audit RENAME TO elsewhere");

        Func<Task>[] changes =
        [
            () => tokens.CreateAsync("alice", new() { Name = "second", Scopes = ["read:tasks"] }),
            () => tokens.UpdateAsync("alice", created.Id, new() { Name = "renamed" }),
            () => tokens.RotateAsync("alice", created.Id, TimeSpan.Zero),
            () => tokens.RevokeAsync("alice", created.Id),
            () => tokens.RevokeAllAsync("alice"),
            () => administration.GrantScopeAsync(Root, created.Id, "mcp:admin"),
            () => administration.RevokeAsync(Root, created.Id),
        ];
        foreach (var change in changes)
        {
            await change.Should().ThrowAsync<Exception>();
        }

        var page = await host.Store().ListAsync(new() { OwnerId = null }, TestContext.Current.CancellationToken);
        page.Items.Should().ContainSingle().Which.Should().BeEquivalentTo(created);
        await database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO mcp_token_audit");
        (await database.QueryAsync("SELECT action FROM mcp_token_audit")).Should().Equal("Create");
    }
}
