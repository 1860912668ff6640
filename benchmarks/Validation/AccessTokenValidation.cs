using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Validation;

/// <summary>The provider behind <c>jwt</c>, with its records in memory; beside it what a signature and its claims cost by themselves.</summary>
[MemoryDiagnoser]
public class AccessTokenValidation
{
    private const string SecretKey = "a key for a benchmark, of more than thirty-two bytes";

    // So many in one iteration that the clock does not count, and so few that making them does not take long.
    private const int Tokens = 4000;

    private readonly JsonWebTokenHandler _handler = new();
    private readonly BearerTokenContext[] _unseen = new BearerTokenContext[Tokens];
    private readonly TokenValidationParameters _parameters = new()
    {
        ValidIssuer = JwtOptions.DefaultIssuer,
        ValidAudience = JwtOptions.DefaultAudience,
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(SecretKey)),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
    };

    private WebApplication? _app;
    private IMcpAuthProvider? _provider;
    private BearerTokenContext? _seen;
    private int _owners;

    /// <summary>Starts a host, whose poll lets the provider go by what it remembers.</summary>
    [GlobalSetup]
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["JWT_SECRET_KEY"] = SecretKey;
        builder.AddMcpAuth();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        await _app.StartAsync();
        _provider = _app.Services.GetRequiredService<IMcpAuthProvider>();
        _seen = await CreateAsync();
        if (!(await SeenBefore()).Succeeded || !(await JsonWebTokenHandlerAlone()).IsValid)
        {
            throw new InvalidOperationException("A token is refused, so there is nothing to measure.");
        }
    }

    /// <summary>Stops the host.</summary>
    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Makes tokens that nobody has presented yet.</summary>
    [IterationSetup(Target = nameof(FirstSight))]
    public void CreateTokens()
    {
        for (var i = 0; i < Tokens; i++)
        {
            _unseen[i] = CreateAsync().GetAwaiter().GetResult();
        }
    }

    /// <summary>A token that this process has seen before.</summary>
    [Benchmark]
    public ValueTask<AccessTokenResult> SeenBefore() => _provider!.LoadAccessTokenAsync(_seen!);

    /// <summary>A token that this process sees for the first time.</summary>
    [Benchmark(OperationsPerInvoke = Tokens)]
    public async Task<int> FirstSight()
    {
        var accepted = 0;
        foreach (var context in _unseen)
        {
            accepted += (await _provider!.LoadAccessTokenAsync(context)).Succeeded ? 1 : 0;
        }

        return accepted == Tokens ? accepted : throw new InvalidOperationException("A token is refused.");
    }

    /// <summary>For orientation: the signature and the claims, by the library that does it here and in ASP.NET Core.</summary>
    [Benchmark]
    public Task<TokenValidationResult> JsonWebTokenHandlerAlone() => _handler.ValidateTokenAsync(_seen!.Token, _parameters);

    private async Task<BearerTokenContext> CreateAsync()
    {
        var creation = await _app!.Services.GetRequiredService<ApiTokenService>().CreateAsync($"owner-{_owners++}", new()
        {
            Name = "t",
            Scopes = ["execute:mcp", "read:tasks", "write:tasks"],
            AllowedAddresses = ["127.0.0.1", "192.0.2.0/24"],
            RateLimit = NewApiToken.MaximumRateLimit,
        });
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        return new(creation.Issued?.Value ?? throw new InvalidOperationException($"No token was made: {creation.Status}."), context);
    }
}
