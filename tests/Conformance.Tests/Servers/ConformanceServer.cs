using Conformance.Tests.Fixtures;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Servers;

/// <summary>An MCP server with what the suite looks for, open or protected.</summary>
internal sealed class ConformanceServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ConformanceServer(WebApplication app)
    {
        _app = app;
        Address = new(new(app.Urls.First()), "/mcp");
    }

    public Uri Address { get; }

    public static Task<ConformanceServer> StartOpenAsync() => StartAsync(_ => { }, app => app.MapMcp("/mcp"));

    public static Task<ConformanceServer> StartProtectedAsync() => StartAsync(
        builder => builder.AddMcpAuth(options =>
        {
            options.AuthType = "jwt";
            options.Jwt.SecretKey = McpTestServer.SecretKey;
        }),
        app => app.MapMcp("/mcp").RequireMcpAuth());

    /// <summary>Makes a token with every scope that one can have but those named, and more requests than the suite makes.</summary>
    public async Task<string> IssueAsync(params string[] without)
    {
        var request = new NewApiToken
        {
            Name = "conformance",
            Scopes = [.. _app.Services.GetRequiredService<ScopeCatalog>().Grantable.Select(scope => scope.Name).Except(without)],
            RateLimit = NewApiToken.MaximumRateLimit,
        };
        var creation = await _app.Services.GetRequiredService<ApiTokenService>().CreateAsync("alice", request);
        return creation.Issued?.Value ?? throw new InvalidOperationException(string.Join(' ', creation.Errors.Values.SelectMany(message => message)));
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task<ConformanceServer> StartAsync(Action<WebApplicationBuilder> protect, Action<WebApplication> map)
    {
        var builder = LoopbackApplication.CreateBuilder();

        // The names that the suite expects to be let in.
        builder.Configuration.AddInMemoryCollection([new("AllowedHosts", "localhost;127.0.0.1;[::1]")]);
        protect(builder);
        builder.Services.AddDistributedMemoryCache().AddHttpContextAccessor();
        builder.Services.AddMcpServer()
            .WithHttpTransport(transport => transport.SessionMode = HttpServerSessionMode.StatefulForInitializeClients)
            .WithDistributedCacheEventStreamStore()
            .WithFixtures();
        builder.Services.AddSingleton<ISseEventStreamStore>(services =>
            new LastingStreamStore(ActivatorUtilities.CreateInstance<DistributedCacheEventStreamStore>(services)));

        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new(app);
    }
}
