using Dhafnck.McpAuth.EfCore;
using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Page.Tests.Browser;

/// <summary>The server's database, for what no page and no request can put there.</summary>
internal static class TokenDatabase
{
    /// <summary>Opens the stores on a SQLite file.</summary>
    public static ServiceProvider Open(string database)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddMcpAuth().AddEntityFrameworkStores(options => options.UseSqlite($"Data Source={database}"));
        return services.BuildServiceProvider();
    }

    /// <summary>Makes a token the record of a client's connection, as the authorization server does.</summary>
    public static Task ConnectAsync(string database, string tokenId, TokenConnection client) =>
        ChangeAsync(database, tokenId, token => token with { Connection = client });

    public static async Task ChangeAsync(string database, string tokenId, Func<ApiToken, ApiToken> change)
    {
        await using var provider = Open(database);
        var store = provider.GetRequiredService<ITokenStore>();
        var token = await store.FindAsync(tokenId);
        (await store.TryUpdateAsync(change(token!))).Should().BeTrue();
    }

    /// <summary>Lets a token have been created some days ago.</summary>
    public static async Task AgeAsync(string database, string tokenId, int days)
    {
        await using var provider = Open(database);
        await using var scope = provider.CreateAsyncScope();
        var created = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-days);
        await scope.ServiceProvider.GetRequiredService<McpAuthDbContext>().Database
            .ExecuteSqlAsync($"UPDATE mcp_tokens SET created_at = {created} WHERE id = {tokenId}");
    }
}
