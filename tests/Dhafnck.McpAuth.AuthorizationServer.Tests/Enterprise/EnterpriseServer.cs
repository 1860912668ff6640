using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Enterprise;

/// <summary>A server whose users' enterprise decides which clients they connect.</summary>
internal sealed class EnterpriseServer : IAsyncDisposable
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    public const string ClientId = "the-editor";
    public const string ClientSecret = "a secret of the editor, which nobody guesses";

    private EnterpriseServer(ConnectServer server, IdentityIssuer provider) => (Server, Provider) = (server, provider);

    public ConnectServer Server { get; }

    public IdentityIssuer Provider { get; }

    public static async Task<EnterpriseServer> StartAsync(
        Action<AuthorizationServerOptions>? configure = null,
        DocumentHost? host = null,
        Action<McpTestServerOptions>? change = null,
        Action<DbContextOptionsBuilder>? store = null,
        TimeProvider? time = null)
    {
        var provider = await IdentityIssuer.StartAsync();
        return new(await ConnectServer.StartAsync(options => Configure(options, provider, configure), time, host, server => AddUsers(server, change), store: store), provider);
    }

    /// <summary>Another process of the same server.</summary>
    public Task<ConnectServer> StartAnotherAsync() => Server.StartAnotherAsync(options => Configure(options, Provider, null), server => AddUsers(server, null));

    /// <summary>An assertion of the provider for the client and Alice. A claim of null is left out.</summary>
    public string Assert(Action<SecurityTokenDescriptor>? change = null, params (string Name, object? Value)[] claims)
    {
        var all = new Dictionary<string, object?>
        {
            ["jti"] = Guid.NewGuid().ToString(),
            ["sub"] = "U019488227",
            ["client_id"] = ClientId,
            ["resource"] = Server.Mcp,
            ["scope"] = "execute:mcp read:tasks",
        };
        foreach (var (name, value) in claims)
        {
            all[name] = value;
        }

        return Provider.Sign(all.Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => claim.Value!), token =>
        {
            token.Audience = Server.Address;
            token.TokenType = "oauth-id-jag+jwt";
            change?.Invoke(token);
        });
    }

    public Task<TokenAnswer> ExchangeAsync(string assertion, params (string Name, string? Value)[] changes) => ExchangeAsync(Server, assertion, changes);

    public static Task<TokenAnswer> ExchangeAsync(ConnectServer server, string assertion, params (string Name, string? Value)[] changes) => server.PostFormAsync(
        "/oauth/token",
        [("grant_type", GrantType), ("assertion", assertion), ("client_id", ClientId), ("client_secret", ClientSecret), .. changes]);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private static void Configure(AuthorizationServerOptions options, IdentityIssuer provider, Action<AuthorizationServerOptions>? configure)
    {
        options.ConfiguredClients.Add(new() { ClientId = ClientId, ClientName = "The editor", ClientSecret = ClientSecret, RedirectUris = { OAuthClient.RedirectUri } });
        options.ConfiguredClients.Add(new() { ClientId = "another", ClientName = "Another", ClientSecret = ClientSecret, RedirectUris = { OAuthClient.RedirectUri } });
        options.Enterprise.Issuers.Add(new() { Issuer = provider.Address });
        configure?.Invoke(options);
    }

    private static void AddUsers(McpTestServerOptions server, Action<McpTestServerOptions>? change)
    {
        var auth = server.Auth;
        server.Auth = builder =>
        {
            auth(builder);
            builder.AddEnterpriseUsers<Directory>();
        };
        change?.Invoke(server);
    }

    private sealed class Directory : IEnterpriseUsers
    {
        public ValueTask<string?> FindAsync(EnterpriseUser user, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(user.Subject == "U019488227" ? "alice" : null);
    }
}
