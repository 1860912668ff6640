using System.Transactions;
using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class EfTokenStoreTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task What_the_store_wrote_stays_when_the_applications_transaction_is_rolled_back(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        var store = host.Store();
        var token = SampleTokens.Create();

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await store.AddAsync(token);
            (await store.TryUpdateAsync(token with { RevokedAt = SampleTokens.Noon })).Should().BeTrue();
            await host.Usage().AddAsync(SampleUsage.Of(token.Id, 3, SampleTokens.Noon));
        }

        (await store.FindAsync(token.Id)).Should().BeEquivalentTo(
            token with { RevokedAt = SampleTokens.Noon, Version = 2, UsageCount = 3, LastUsedAt = SampleTokens.Noon });
        (await store.GetChangesAsync(0)).Counter.Should().Be(2);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_scope_that_an_administrator_adds_by_SQL_is_seen_and_survives_an_update(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        var token = SampleTokens.Create() with { Scopes = ["read:tasks", "execute:mcp"] };
        await host.Store().AddAsync(token);

        (await database.ExecuteAsync($"UPDATE mcp_tokens SET scopes = scopes || ' mcp:admin' WHERE id = '{token.Id}'")).Should().Be(1);

        var found = await host.Store().FindAsync(token.Id);
        found!.Scopes.Should().Equal("read:tasks", "execute:mcp", "mcp:admin");
        (await host.Store().TryUpdateAsync(found with { Name = "Renamed" })).Should().BeTrue();
        (await database.QueryAsync("SELECT scopes FROM mcp_tokens")).Should().Equal("read:tasks execute:mcp mcp:admin");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task What_one_store_wrote_every_other_sees_at_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var one = await TokenHost.CreateMigratedAsync(database);
        using var other = TokenHost.Create(database.Configure);
        var token = SampleTokens.Create();

        for (var version = 0; version < 10; version++)
        {
            var (writer, reader) = version % 2 == 0 ? (one.Store(), other.Store()) : (other.Store(), one.Store());
            if (version == 0)
            {
                await writer.AddAsync(token);
            }
            else
            {
                (await writer.TryUpdateAsync(token with { Name = $"Name {version}", Version = version })).Should().BeTrue();
            }

            (await reader.FindAsync(token.Id))!.Version.Should().Be(version + 1);
            (await reader.ListAsync(new() { OwnerId = token.OwnerId })).Items.Should().ContainSingle(item => item.Version == version + 1);
            (await reader.GetChangesAsync(version)).Should().BeEquivalentTo(new { Counter = version + 1L, TokenIds = new[] { token.Id } });
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Of_the_updates_of_one_version_by_many_stores_one_wins(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var one = await TokenHost.CreateMigratedAsync(database);
        using var other = TokenHost.Create(database.Configure);
        var token = SampleTokens.Create();
        await one.Store().AddAsync(token);

        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(
            () => (number % 2 == 0 ? one : other).Store().TryUpdateAsync(token with { Name = $"Update {number}" }))));

        won.Should().ContainSingle(updated => updated);
        (await one.Store().FindAsync(token.Id))!.Version.Should().Be(2);
    }
}
