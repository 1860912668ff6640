using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

/// <summary>A context that changes the token tables with all its own: the host does not start, and says what was changed.</summary>
public sealed class LoopTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_loop_that_changes_how_rows_are_written_or_found_stops_the_start(DatabaseKind kind)
    {
        await ShouldNotStartAsync<Loops.EnumsAsText>(kind, "*mcp_token_usage.period*mcp_token_usage.outcome*");
        await ShouldNotStartAsync<Loops.TimesAsNumbers>(kind, "*mcp_tokens.expires_at*mcp_tokens.former_valid_until*");
        await ShouldNotStartAsync<Loops.TimesAnHourLater>(kind, "*mcp_tokens.expires_at*");
        await ShouldNotStartAsync<Loops.TextInUpperCase>(kind, "*mcp_tokens.scopes*");
        await ShouldNotStartAsync<Loops.QueryFilters>(kind, "*mcp_tokens has a query filter*");
        await ShouldNotStartAsync<Loops.RequiredTenants>(kind, "*mcp_tokens has the additional property Tenant, which is required*");
        await ShouldNotStartAsync<Loops.EverythingNullable>(kind, "*mcp_tokens.scopes*");
        await ShouldNotStartAsync<Loops.ColumnTypes>(kind, "*mcp_tokens.usage_count*");
    }

    private async Task ShouldNotStartAsync<TLoop>(DatabaseKind kind, string message)
        where TLoop : ILoop
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = TokenHost.Create<LoopDbContext<TLoop>>(database.Configure);

        await host.Awaiting(it => it.StartAsync()).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage($"LoopDbContext*does not map the token tables as the library requires: {message}UseMcpAuth()*after all code that changes all entities*");
    }
}
