using System.IO.Pipelines;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Tests.Bearer.Stdio;

/// <summary>A server in a host without HTTP, on two pipes in place of standard input and output, and the official client at their other ends.</summary>
internal sealed class StdioTestServer : IAsyncDisposable
{
    public const string Variable = "MCP_ACCESS_TOKEN";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly HostApplicationBuilder _builder;
    private IHost? _host;
    private McpClient? _client;
    private bool _isStarted;

    public StdioTestServer(params (string Key, string? Value)[] settings)
    {
        _builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        _builder.ConfigureContainer(new DefaultServiceProviderFactory(new() { ValidateScopes = true, ValidateOnBuild = true }));
        _builder.Configuration.AddInMemoryCollection(settings.Length == 0 ? [new("JWT_SECRET_KEY", McpTestServer.SecretKey)] : settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        _builder.Logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug);
        Mcp = _builder.Services.AddMcpServer()
            .WithStreamServerTransport(_toServer.Reader.AsStream(), _toClient.Writer.AsStream())
            .WithTools<TestTools>()
            .WithPrompts<TestPrompts>()
            .WithMcpAuth();
        Auth = _builder.AddMcpAuth();
    }

    public IMcpServerBuilder Mcp { get; }

    public McpAuthBuilder Auth { get; }

    public IServiceCollection Registrations => _builder.Services;

    public LogCollector Log { get; } = new();

    public IServiceProvider Services => Running.Services;

    public ApiTokenService Tokens => Services.GetRequiredService<ApiTokenService>();

    public bool IsStopping => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private IHost Running => _host ??= _builder.Build();

    /// <summary>Makes a token for a user, as REST would.</summary>
    public async Task<IssuedToken> IssueAsync(string[]? scopes = null, string? audience = null, int days = 30, int rateLimit = 1000, string[]? addresses = null, TimeSpan? lifetime = null, string? key = null)
    {
        var creation = await Tokens.CreateAsync("alice", new()
        {
            Name = "a token",
            Scopes = scopes ?? ["execute:mcp", "read:tasks", "write:tasks"],
            Audience = audience,
            ExpiresInDays = days,
            ShortLifetime = lifetime,
            RateLimit = rateLimit,
            AllowedAddresses = addresses,
            KeyThumbprint = key,
        });
        return creation.Issued ?? throw new InvalidOperationException(string.Join(' ', creation.Errors.Values.SelectMany(message => message)));
    }

    /// <summary>Starts the process, with a token in its environment.</summary>
    public async Task StartAsync(string? token)
    {
        if (token is not null)
        {
            _builder.Configuration[Variable] = token;
        }

        await Running.StartAsync(TestContext.Current.CancellationToken);
        _isStarted = true;
    }

    /// <summary>Starts the process and connects the client, which gets the error of a token that is refused.</summary>
    public async Task<McpClient> ConnectAsync(string? token)
    {
        await StartAsync(token);
        var transport = new StreamClientTransport(_toServer.Writer.AsStream(), _toClient.Reader.AsStream());
        return _client = await McpClient.CreateAsync(transport, new() { InitializationTimeout = Eventually.Deadline }, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Calls a tool, and gives the text of its result.</summary>
    public async Task<string> CallAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await _client!.CallToolAsync(tool, arguments.ToDictionary(one => one.Name, one => one.Value), cancellationToken: TestContext.Current.CancellationToken);
        return result.Content.OfType<TextContentBlock>().Single().Text;
    }

    /// <summary>Waits until the process ends.</summary>
    public Task StopsAsync(Action? meanwhile = null) =>
        Eventually.GetAsync(() => Task.FromResult(IsStopping), stops => stops, meanwhile);

    public async ValueTask DisposeAsync()
    {
        // What the client does in a process: it closes standard input first.
        if (_client is not null)
        {
            await _client.DisposeAsync().AsTask().WaitAsync(Patience);
        }

        if (_isStarted)
        {
            await Running.StopAsync().WaitAsync(Patience);
        }

        _host?.Dispose();
    }
}
