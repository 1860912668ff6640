using Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;

/// <summary>An MCP server that clients connect to by its URL, on SQLite, at an address that is known before it starts.</summary>
internal sealed class ConnectServer : IAsyncDisposable
{
    private readonly McpTestServer _server;
    private readonly string _database;

    private readonly bool _ownsDatabase;

    private ConnectServer(McpTestServer server, string address, string database, bool ownsDatabase) =>
        (_server, Address, _database, _ownsDatabase) = (server, address, database, ownsDatabase);

    /// <summary>The public URL, without a slash at its end.</summary>
    public string Address { get; }

    /// <summary>The URL of the MCP endpoint.</summary>
    public string Mcp => Address + "/mcp";

    public HttpClient Http => _server.Http;

    public LogCollector Log => _server.Log;

    public ITokenStore Store => _server.Store;

    public IServiceProvider Services => _server.Services;

    public static async Task<ConnectServer> StartAsync(
        Action<AuthorizationServerOptions>? configure = null,
        TimeProvider? time = null,
        DocumentHost? host = null,
        Action<McpTestServerOptions>? change = null,
        string? database = null,
        Action<DbContextOptionsBuilder>? store = null)
    {
        var address = $"http://127.0.0.1:{LoopbackPort.Find()}";
        var file = database ?? Path.Combine(Path.GetTempPath(), $"connect-{Guid.NewGuid():N}.db");
        var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = time ?? TimeProvider.System;
            options.Settings["MCP_PUBLIC_URL"] = address;
            options.Auth = auth => auth.AddEntityFrameworkStores(store ?? (o => o.UseSqlite($"Data Source={file};Pooling=False"))).AddAuthorizationServer(authorization =>
            {
                authorization.Clients.AllowPrivateAddresses = host is not null;
                configure?.Invoke(authorization);
            });
            options.Builder = builder =>
            {
                builder.WebHost.UseUrls(address);
                host?.Trust(builder.Services);
            };
            options.Map = app =>
            {
                app.MigrateMcpAuthAsync().GetAwaiter().GetResult();
                app.MapMcp("/mcp").RequireMcpAuth();
                app.MapMcpTokens().RequireAuthorization("signed-in");
                app.MapMcpAuthorizationServer().RequireAuthorization("signed-in");
            };
            change?.Invoke(options);
        });
        return new(server, address, file, ownsDatabase: database is null);
    }

    /// <summary>The connections of a user, whatever their state.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(string user = "alice") =>
        (await Store.ListAsync(new() { OwnerId = user, Kind = TokenKind.Connection }, TestContext.Current.CancellationToken)).Items;

    /// <summary>Makes a token as its owner would, to paste it.</summary>
    public Task<IssuedToken> IssueAsync() => _server.IssueAsync();

    /// <summary>Revokes a record as its owner would.</summary>
    public Task RevokeAsync(string tokenId) => Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", tokenId, TestContext.Current.CancellationToken);

    /// <summary>Starts another process of the same server: it has the same database and public URL, and remembers records.</summary>
    public Task<ConnectServer> StartAnotherAsync(Action<AuthorizationServerOptions>? configure = null, Action<McpTestServerOptions>? change = null) => StartAsync(configure, database: _database, change: options =>
    {
        options.Settings["MCP_PUBLIC_URL"] = Address;
        options.RemembersRecords = true;
        change?.Invoke(options);
    });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_ownsDatabase)
        {
            File.Delete(_database);
        }
    }
}
