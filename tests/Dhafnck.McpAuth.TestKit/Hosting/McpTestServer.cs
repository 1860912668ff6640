using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>A protected MCP server on Kestrel at a free loopback port, with the token endpoints, and users that a header names.</summary>
public sealed class McpTestServer : IAsyncDisposable
{
    /// <summary>A signing key for tests.</summary>
    public const string SecretKey = "a key for tests, of more than thirty-two bytes";

    private readonly WebApplication _app;

    private McpTestServer(WebApplication app, LogCollector log)
    {
        _app = app;
        Log = log;
        Http = new() { BaseAddress = new(app.Urls.First()), Timeout = Eventually.Deadline };
    }

    public HttpClient Http { get; }

    public LogCollector Log { get; }

    public IServiceProvider Services => _app.Services;

    public ITokenStore Store => Services.GetRequiredService<ITokenStore>();

    public IUsageStore Usage => Services.GetRequiredService<IUsageStore>();

    public static Task<McpTestServer> StartAsync(Action<McpTestServerOptions>? configure = null) =>
        new McpTestServerOptions().StartAsync(configure ?? (_ => { }));

    public static async Task<McpTestServer> StartAsync(McpTestServerOptions options)
    {
        var log = new LogCollector();
        var app = Build(options, log);
        try
        {
            await app.StartAsync();
            return new(app, log);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a token for a user, as REST would.</summary>
    public async Task<IssuedToken> IssueAsync(string[]? scopes = null, string owner = "alice", string? audience = null, int days = 30, int rateLimit = 1000)
    {
        var request = new NewApiToken
        {
            Name = "a token",
            Scopes = scopes ?? ["execute:mcp", "read:tasks", "write:tasks"],
            Audience = audience,
            ExpiresInDays = days,
            RateLimit = rateLimit,
        };
        var creation = await Services.GetRequiredService<ApiTokenService>().CreateAsync(owner, request);
        return creation.Issued ?? throw new InvalidOperationException(string.Join(' ', creation.Errors.Values.SelectMany(message => message)));
    }

    /// <summary>Connects the official client with a token.</summary>
    public Task<McpClient> ConnectAsync(string? token, string path = "/mcp")
    {
        var options = new HttpClientTransportOptions { Endpoint = new(Http.BaseAddress!, path), TransportMode = HttpTransportMode.StreamableHttp };
        if (token is not null)
        {
            options.AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" };
        }

        return McpClient.CreateAsync(new HttpClientTransport(options), new() { InitializationTimeout = Eventually.Deadline });
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(McpTestServerOptions options, LogCollector log)
    {
        var builder = LoopbackApplication.CreateBuilder(options.Environment);
        builder.Configuration.AddInMemoryCollection(options.Settings);
        if (!options.RemembersRecords)
        {
            builder.Configuration.AddInMemoryCollection([new("McpAuth:Cache:RecordLifetime", "00:00:00")]);
        }

        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(options.Time);

        options.Auth(builder.AddMcpAuth(options.Code));

        // A busy machine can need more than the default.
        builder.Services.AddHttpClient("Dhafnck.McpAuth.Issuers", client => client.Timeout = Eventually.Deadline);
        if (options.HasUsers)
        {
            builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, UserHeaderHandler>(UserHeaderHandler.Scheme, null);
        }

        builder.Services.AddAuthorizationBuilder().AddPolicy("signed-in", policy => policy.RequireAuthenticatedUser());
        options.Mcp(builder.Services.AddMcpServer()
            .WithHttpTransport(transport =>
            {
                transport.SessionMode = options.SessionMode;
#pragma warning disable MCP9004 // The legacy endpoints are there as long as the SDK has them.
                transport.EnableLegacySse = options.ServesLegacySse;
#pragma warning restore MCP9004
            })
            .WithTools<TestTools>()
            .WithPrompts<TestPrompts>()
            .WithResources<TestResources>());
        AddStores(builder.Services, options);
        options.Services(builder.Services);
        options.Builder(builder);

        var app = builder.Build();
        options.Map(app);
        options.AlsoMap(app);
        return app;
    }

    private static void AddStores(IServiceCollection services, McpTestServerOptions options)
    {
        if (options.Store is not null)
        {
            services.AddSingleton(options.Store);
        }

        if (options.Usage is not null)
        {
            services.AddSingleton(options.Usage);
        }
    }
}
