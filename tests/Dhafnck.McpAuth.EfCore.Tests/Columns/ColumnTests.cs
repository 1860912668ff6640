using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Columns;

/// <summary>Tables whose columns have other types than the model: the host does not start, and names column and remedy.</summary>
public sealed class ColumnTests(PostgresServer postgres)
{
    [Theory]
    [InlineData("mcp_tokens", "expires_at")]
    [InlineData("mcp_tokens", "former_valid_until")]
    [InlineData("mcp_token_requests", "created_at")]
    public async Task A_column_without_time_zone_stops_the_start_until_the_remedy_that_the_message_has(string table, string column)
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = await TokenHost.CreateMigratedAsync(database);
        var token = SampleTokens.CreateFull();
        await host.Store().AddAsync(token);
        await database.ExecuteAsync($"ALTER TABLE {table} ALTER COLUMN {column} TYPE timestamp USING {column} AT TIME ZONE 'UTC'");

        var refused = (await host.Awaiting(it => it.StartAsync()).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage($"*{column}*{table}*'timestamp without time zone'*'timestamp with time zone'*")).Which.Message;
        await database.ExecuteAsync("SET timezone = 'America/New_York';" + refused[(refused.IndexOf("Run: ", StringComparison.Ordinal) + 5)..]);

        using var again = TokenHost.Create(database.Configure);
        await again.StartAsync();
        (await again.Store().FindAsync(token.Id)).Should().BeEquivalentTo(token);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "mcp_tokens", "usage_count", "text")]
    [InlineData(DatabaseKind.Postgres, "mcp_tokens", "usage_count", "text")]
    [InlineData(DatabaseKind.Postgres, "mcp_tokens", "change", "integer")]
    [InlineData(DatabaseKind.Sqlite, "mcp_tokens", "former_hash", "text")]
    [InlineData(DatabaseKind.Postgres, "mcp_usage_batches", "written_at", "text")]
    public async Task A_column_of_another_type_stops_the_start(DatabaseKind kind, string table, string column, string type)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        await database.ExecuteAsync(
            $"DROP INDEX IF EXISTS ix_mcp_tokens_change; ALTER TABLE {table} DROP COLUMN {column}; ALTER TABLE {table} ADD COLUMN {column} {type}");

        await host.Awaiting(it => it.StartAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage($"*{column}*{table}*'{type}'*must be*");
    }

    [Fact]
    public async Task A_text_column_may_have_another_length_than_the_models()
    {
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = await TokenHost.CreateMigratedAsync(database);
        await database.ExecuteAsync("ALTER TABLE mcp_tokens ALTER COLUMN name TYPE varchar(500); ALTER TABLE mcp_tokens ALTER COLUMN owner_id TYPE text");

        await host.StartAsync();
        await host.StopAsync();
    }
}
