using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Workloads;

/// <summary>A server that accepts the workloads of one platform, by one rule.</summary>
internal sealed class WorkloadServer : IAsyncDisposable
{
    public const string Owner = "build";
    public const string Subject = "repo:acme/tasks:ref:refs/heads/main";
    public const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string TokenType = "urn:ietf:params:oauth:token-type:id_token";

    private WorkloadServer(ConnectServer server, IdentityIssuer platform) => (Server, Platform) = (server, platform);

    public ConnectServer Server { get; }

    public IdentityIssuer Platform { get; }

    public static async Task<WorkloadServer> StartAsync(Action<WorkloadOptions>? configure = null, Action<WorkloadRule>? rule = null, TimeProvider? time = null, Action<McpTestServerOptions>? change = null)
    {
        var platform = await IdentityIssuer.StartAsync();
        return new(await ConnectServer.StartAsync(options => Allow(options.Workloads, platform, configure, rule), time, change: change), platform);
    }

    /// <summary>An identity token of a workload, as the platform issues it.</summary>
    public string Identify(string subject = Subject, IReadOnlyDictionary<string, object>? claims = null, Action<SecurityTokenDescriptor>? change = null) => Platform.Sign(
        new Dictionary<string, object>(claims ?? new Dictionary<string, object>()) { ["sub"] = subject },
        token =>
        {
            token.Audience = Server.Address;
            change?.Invoke(token);
        });

    /// <summary>Exchanges an identity token. A change to null leaves a parameter out.</summary>
    public Task<TokenAnswer> ExchangeAsync(string token, params (string Name, string? Value)[] changes) => Server.PostFormAsync(
        "/oauth/token",
        [("grant_type", GrantType), ("subject_token", token), ("subject_token_type", TokenType), ("resource", Server.Mcp), .. changes]);

    /// <summary>The tokens of the rule's owner.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync() =>
        (await Server.Store.ListAsync(new() { OwnerId = Owner }, TestContext.Current.CancellationToken)).Items;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Platform.DisposeAsync();
    }

    private static void Allow(WorkloadOptions options, IdentityIssuer platform, Action<WorkloadOptions>? configure, Action<WorkloadRule>? change)
    {
        var rule = new WorkloadRule { Name = "Build jobs", Subject = Subject, OwnerId = Owner, Scopes = { "execute:mcp", "write:tasks" } };
        change?.Invoke(rule);
        options.Issuers.Add(new() { Issuer = platform.Address, Rules = { rule } });
        configure?.Invoke(options);
    }
}
